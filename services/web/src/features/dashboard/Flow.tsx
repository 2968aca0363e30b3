import { Link } from '@tanstack/react-router'
import { Suspense, lazy, useState } from 'react'
import type { Widget, WidgetNumbers } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { Button } from '~/ui/Button'
import { text } from './text'
import { pathOf, whereOf } from './widgets'

// The charts' library is heavier than all of the dashboard: it comes when there is something to draw.
const FlowChart = lazy(() => import('./FlowChart'))

/** What was made and finished, day by day: as a chart, or as a table whose numbers lead to their items. */
export function Flow({ widget, numbers }: { widget: Widget; numbers: WidgetNumbers | undefined }) {
  const [table, setTable] = useState(false)
  const days = numbers?.days ?? []
  return (
    <div className="grid gap-2 p-4">
      {table ? (
        <div className="max-h-72 overflow-y-auto">
          <table className="w-full text-sm tabular-nums">
            <thead className="sticky top-0 bg-surface text-left text-soft">
              <tr>
                <th scope="col" className="py-1 font-medium">{text.day}</th>
                <th scope="col" className="py-1 text-right font-medium">{text.created}</th>
                <th scope="col" className="py-1 text-right font-medium">{text.resolved}</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((day) => (
                <tr key={day.date} className="border-t border-line">
                  <th scope="row" className="py-1 text-left font-normal">{day.date}</th>
                  <Figure widget={widget} filter={day.createdFilter} items={day.created} label={`${text.created}, ${day.date}`} />
                  <Figure widget={widget} filter={day.resolvedFilter} items={day.resolved} label={`${text.resolved}, ${day.date}`} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <div className="h-64">
          <Suspense>{numbers && <FlowChart days={days} label={text.flowOf(days.length)} />}</Suspense>
        </div>
      )}
      <div>
        <Button look="ghost" aria-pressed={table} onClick={() => setTable(!table)}>
          {text.asTable}
        </Button>
      </div>
    </div>
  )
}

function Figure({ widget, filter, items, label }: { widget: Widget; filter: string; items: bigint; label: string }) {
  return (
    <td className="py-1 text-right">
      <Link to={pathOf(widget)} search={{ where: whereOf(filter) }} aria-label={`${items}: ${label}`} className="hover:underline">
        {items.toLocaleString()}
      </Link>
    </td>
  )
}
