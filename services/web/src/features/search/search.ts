// What the address says of a search: the words, what is looked through, what comes first and what is left out.
export const tabNames = ['items', 'people', 'conversations'] as const
export type TabName = (typeof tabNames)[number]
export const kindNames = ['ticket', 'task'] as const
export const stateNames = ['open', 'finished'] as const

export interface SearchSearch {
  q?: string | undefined
  tab?: TabName | undefined
  /** Best match first where it is not said. */
  order?: 'newest' | undefined
  kind?: (typeof kindNames)[number] | undefined
  state?: (typeof stateNames)[number] | undefined
  /** The words as they are written, whatever they find. */
  exact?: true | undefined
}

export function searchSearch(search: Record<string, unknown>): SearchSearch {
  return {
    q: search.q !== undefined && search.q !== '' ? String(search.q) : undefined,
    tab: tabNames.find((known) => known === search.tab && known !== 'items'),
    order: search.order === 'newest' ? 'newest' : undefined,
    kind: kindNames.find((known) => known === search.kind),
    state: stateNames.find((known) => known === search.state),
    exact: search.exact === true ? true : undefined,
  }
}

/** What items must be besides having the words, as the filter says it. */
export function filterOf({ kind, state }: SearchSearch): string {
  const conditions: string[] = []
  if (kind) conditions.push(`kind = ${kind.toUpperCase()}`)
  if (state) conditions.push(state === 'open' ? 'status.state != FINISHED' : 'status.state = FINISHED')
  return conditions.join(' AND ')
}
