// What the address holds of a list: its filter, its order, and the item that is open beside it.

export interface ItemSearch {
  filter?: string | undefined
  order?: string | undefined
  /** Its number. */
  item?: number | undefined
}

/** The filter a list begins with. */
export const firstFilter = 'status.state != FINISHED'

export function itemSearch(search: Record<string, unknown>): ItemSearch {
  // What is not known is named too: the router keeps as it came what is not.
  const found: ItemSearch = { filter: undefined, order: undefined, item: undefined }
  if (typeof search.filter === 'string') found.filter = search.filter
  if (typeof search.order === 'string') found.order = search.order
  if (typeof search.item === 'number') found.item = search.item
  return found
}
