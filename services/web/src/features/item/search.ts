// What the address holds of a list: its view, what differs from it, and the item that is open beside it.
import { View_Layout } from '~/gen/tandem/items/v1/views_service_pb'

export interface ItemSearch {
  /** `view_…` */
  view?: string | undefined
  /** What was typed into the quick filter: it is asked besides the view's filter. */
  filter?: string | undefined
  /** In place of what the view has. */
  where?: string | undefined
  order?: string | undefined
  /** Fields, separated by commas. */
  group?: string | undefined
  /** `title:300,status` */
  columns?: string | undefined
  layout?: View_Layout | undefined
  /** A day that a calendar shows: `2026-11-27`. */
  day?: string | undefined
  /** How much a calendar shows; else a month. */
  span?: 'week' | undefined
  /** Its number. */
  item?: number | undefined
}

const texts = ['view', 'filter', 'where', 'order', 'group', 'columns', 'day'] as const
const layouts = new Set(Object.values(View_Layout).filter((value) => typeof value === 'number' && value > 0))

export function itemSearch(search: Record<string, unknown>): ItemSearch {
  // What is not known is named too: the router keeps as it came what is not.
  const found: ItemSearch = { layout: undefined, item: undefined, span: search.span === 'week' ? 'week' : undefined }
  for (const name of texts) found[name] = typeof search[name] === 'string' ? search[name] : undefined
  if (typeof search.item === 'number') found.item = search.item
  if (typeof search.layout === 'number' && layouts.has(search.layout)) found.layout = search.layout
  return found
}

/** Nothing that differs from the view. */
export const asSaved: ItemSearch = { filter: undefined, where: undefined, order: undefined, group: undefined, columns: undefined, layout: undefined }
