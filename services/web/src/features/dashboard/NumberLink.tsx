import { Link } from '@tanstack/react-router'
import type { Widget, WidgetNumbers } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { Count_State } from '~/gen/tandem/items/v1/views_service_pb'
import { text } from './text'
import { pathOf, titleOf, whereOf } from './widgets'

/** A number, which leads to what it counts. */
export function NumberLink({ widget, numbers }: { widget: Widget; numbers: WidgetNumbers | undefined }) {
  return (
    <Link to={pathOf(widget)} search={{ where: whereOf(numbers?.filter ?? '') }} className="block px-4 py-3 hover:bg-hover">
      <span className="text-3xl font-semibold tabular-nums">{shown(numbers)}</span>
      <span className="sr-only"> {titleOf(widget)}</span>
    </Link>
  )
}

function shown(numbers: WidgetNumbers | undefined): string {
  if (!numbers) return '–'
  if (!numbers.count) return numbers.items.toLocaleString()
  const { state, items } = numbers.count
  if (state === Count_State.UNKNOWN) return '–'
  return state === Count_State.MORE ? `${items.toLocaleString()}+` : items.toLocaleString()
}

/** A number that another place of the app tells. */
export function NumberText({ value, about }: { value: string; about: string }) {
  return (
    <p className="px-4 py-3">
      <span className="block text-3xl font-semibold tabular-nums">{value}</span> <span className="text-sm text-soft">{about || text.unknown}</span>
    </p>
  )
}
