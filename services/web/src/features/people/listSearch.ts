// What the address holds of a list of people: its filter and its order.
export interface ListSearch {
  /** AIP-160 text. */
  filter?: string | undefined
  order?: string | undefined
}

export function listSearch(search: Record<string, unknown>): ListSearch {
  return { filter: text(search.filter), order: text(search.order) }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** What the list is asked for. */
export function asked({ filter = '', order = '' }: ListSearch) {
  return { filter, orderBy: order }
}
