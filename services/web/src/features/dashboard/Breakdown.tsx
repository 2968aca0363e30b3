import { Link } from '@tanstack/react-router'
import { GroupName } from '~/features/view/GroupName'
import type { Widget, WidgetNumbers } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { text } from './text'
import { pathOf, whereOf } from './widgets'

/** Open items by one thing: a bar for each value, which leads to its items. */
export function Breakdown({ widget, numbers }: { widget: Widget; numbers: WidgetNumbers | undefined }) {
  const bars = numbers?.bars ?? []
  const most = Math.max(1, ...bars.map((bar) => Number(bar.items)))
  if (numbers && bars.length === 0) return <p className="px-4 py-6 text-center text-soft">{text.noBars}</p>
  return (
    <div className="max-h-80 overflow-y-auto py-2">
      <ul>
        {bars.map((bar) => (
          <li key={bar.value}>
            <Link
              to={pathOf(widget)}
              search={{ where: whereOf(bar.filter) }}
              className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_3.5rem] items-center gap-3 px-4 py-1.5 text-sm hover:bg-hover"
            >
              <span className="truncate">
                <GroupName by={widget.groupBy} value={bar.value} />
              </span>
              <span aria-hidden className="h-2 overflow-hidden rounded-full bg-hover">
                <span className="block h-full rounded-full bg-accent" style={{ width: `${(100 * Number(bar.items)) / most}%` }} />
              </span>
              <span className="text-right tabular-nums">
                {bar.items.toLocaleString()}
                <span className="sr-only"> {text.open}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {numbers?.more && <p className="px-4 pt-2 text-xs text-soft">{text.more}</p>}
    </div>
  )
}
