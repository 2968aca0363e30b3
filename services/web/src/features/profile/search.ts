// What the address says of the page of a person or an organization: which tab, and how its items are shown.
export const tabNames = ['items', 'conversations', 'people', 'projects', 'activity'] as const
export type TabName = (typeof tabNames)[number]

export interface ProfileSearch {
  tab?: TabName | undefined
  kind?: 'task' | undefined
  state?: 'finished' | undefined
  order?: string | undefined
  /** `title:300,status` */
  columns?: string | undefined
  /** Of conversations: the closed ones. */
  closed?: true | undefined
}

export function profileSearch(search: Record<string, unknown>): ProfileSearch {
  return {
    tab: tabNames.find((known) => known === search.tab && known !== 'items'),
    kind: search.kind === 'task' ? 'task' : undefined,
    state: search.state === 'finished' ? 'finished' : undefined,
    order: typeof search.order === 'string' ? search.order : undefined,
    columns: typeof search.columns === 'string' ? search.columns : undefined,
    closed: search.closed === true ? true : undefined,
  }
}
