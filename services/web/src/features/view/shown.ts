// What a list shows: a view as it is saved, and what the address says otherwise. Pure.
import { type View, type View_Column, View_Layout } from '~/gen/tandem/items/v1/views_service_pb'
import type { ItemSearch } from '../item/search'

export interface Column {
  field: string
  width: number
}

export interface Shown {
  /** The view's filter, or what stands in its place. */
  where: string
  /** What was typed besides. */
  typed: string
  order: string
  group: string[]
  columns: Column[]
  layout: View_Layout
  /** What is not as the view is saved, as a field mask names it. */
  changed: string[]
}

/** Layouts that are lists in groups of their own. */
export const treeGroups: Partial<Record<View_Layout, string[]>> = {
  [View_Layout.FOLDERS]: ['project', 'folder'],
  [View_Layout.CUSTOMERS]: ['organization', 'requester'],
  [View_Layout.PORTFOLIOS]: ['portfolio', 'project'],
  [View_Layout.SERVICE_LEVEL]: ['sla', 'due_time'],
}

/** What a list shows of a view. */
export function shownOf(view: View, search: ItemSearch): Shown {
  const where = search.where ?? view.filter
  const typed = (search.filter ?? '').trim()
  const order = search.order ?? view.orderBy
  const group = search.group === undefined ? view.groupBy : words(search.group)
  const columns = search.columns === undefined ? view.columns.map(plain) : readColumns(search.columns)
  const layout = search.layout ?? view.layout
  const changed = [
    (typed !== '' || where !== view.filter) && 'filter',
    order !== view.orderBy && 'order_by',
    group.join() !== view.groupBy.join() && 'group_by',
    writeColumns(columns) !== writeColumns(view.columns) && 'columns',
    layout !== view.layout && 'layout',
  ].filter((name) => name !== false)
  return { where, typed, order, group, columns, layout, changed }
}

/** Two filters that must both hold: OR binds closer than AND, so no brackets are needed. */
export function both(one: string, other: string): string {
  const [first, second] = [one.trim(), other.trim()]
  return first && second ? `${first} AND ${second}` : first || second
}

/** The filter that finds what is shown. What was typed comes first: a place in it that the server names is the place on the screen. */
export function filterOf({ typed, where }: Shown): string {
  return both(typed, where)
}

/** `title:300,status` */
export function writeColumns(columns: Column[]): string {
  return columns.map(({ field, width }) => (width ? `${field}:${width}` : field)).join(',')
}

export function readColumns(written: string): Column[] {
  return words(written).map((word) => {
    const [field = '', width] = word.split(':')
    return { field, width: Number(width ?? 0) || 0 }
  })
}

function plain({ field, width }: View_Column): Column {
  return { field, width }
}

function words(text: string): string[] {
  return text.split(',').filter(Boolean)
}
