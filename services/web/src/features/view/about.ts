// What a view is made of, in words.
import { type View, View_Layout } from '~/gen/tandem/items/v1/views_service_pb'
import { groupings, layouts, text } from './text'

export function about(view: View): string {
  const lines = [
    `${text.filtered}: ${view.filter || text.everything}`,
    `${text.ordered}: ${view.orderBy || text.newestFirst}`,
    view.groupBy.length > 0 && `${text.grouped}: ${view.groupBy.map(nameOf).join(', ')}`,
    view.layout !== View_Layout.LIST && `${text.layout}: ${layouts[view.layout]}`,
  ]
  return lines.filter(Boolean).join('\n')
}

function nameOf(field: string): string {
  return groupings.find(({ value }) => value === field)?.label ?? field
}
