import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { dayOf, useNow } from '~/lib/time'
import { Button } from '~/ui/Button'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import type { ItemSearch } from '../item/search'
import { useItems } from '../item/useItems'
import { both } from '../view/shown'
import { CalendarBar } from './CalendarBar'
import { CalendarDay } from './CalendarDay'
import { type Span, dayFrom, daysOf, daysOn, filterOf, later, timeOf } from './days'
import { monthName, text, weekName, weekdayName } from './text'

interface Props {
  kind: Kind
  filter: string
  search: ItemSearch
  onChange: (search: ItemSearch) => void
}

/** What is planned or due, on its days: a month of weeks, or a week. On a phone only the days that have something. */
export function Calendar({ kind, filter, search, onChange }: Props) {
  const span: Span = search.span ?? 'month'
  const today = new Date(useNow('half-minute'))
  const date = dayFrom(search.day, today)
  const days = daysOf(date, span)
  const [first, last] = [days[0]!, days.at(-1)!]
  const list = useItems(kind, both(filter, filterOf(first, later(last, 1))), 'create_time')
  const on = new Map<string, Item[]>(days.map((day) => [dayOf(day), []]))
  for (const item of list.items.toSorted((one, other) => timeOf(one) - timeOf(other))) for (const day of daysOn(item, days)) on.get(day)?.push(item)
  const title = span === 'week' ? weekName(first, last) : monthName(date)
  return (
    <div className="flex min-h-0 grow flex-col">
      <CalendarBar title={title} date={date} span={span} onChange={onChange} />
      {list.error && <Trouble error={list.error} onRetry={list.again} />}
      {list.loading && !list.error && <Loading lines={6} />}
      {!list.loading && list.items.length === 0 && <p className="border-b border-line px-4 py-2 text-sm text-soft">{text.none}</p>}
      {list.hasMore && (
        <div className="border-b border-line px-3 py-1">
          <Button look="ghost" onClick={list.more}>
            {text.loadMore}
          </Button>
        </div>
      )}
      <div aria-hidden className="hidden grid-cols-7 border-b border-line text-xs text-soft md:grid">
        {days.slice(0, 7).map((day) => (
          <span key={dayOf(day)} className="px-2 py-1">
            {weekdayName(day)}
          </span>
        ))}
      </div>
      <ol
        aria-label={title}
        className={`grid min-h-0 grow auto-rows-min overflow-y-auto md:auto-rows-[minmax(6.5rem,1fr)] md:grid-cols-7 ${list.old ? 'opacity-60' : ''}`}
      >
        {days.map((day) => (
          <CalendarDay
            kind={kind}
            key={dayOf(day)}
            day={day}
            today={dayOf(day) === dayOf(today)}
            span={span}
            outside={span === 'month' && day.getMonth() !== date.getMonth()}
            items={on.get(dayOf(day)) ?? []}
            openNumber={search.item}
            onMore={() => onChange({ day: dayOf(day), span: 'week' })}
          />
        ))}
      </ol>
    </div>
  )
}
