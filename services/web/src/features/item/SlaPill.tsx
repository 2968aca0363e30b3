import { Clock } from 'lucide-react'
import type { Item, SlaClock } from '~/gen/tandem/items/v1/items_service_pb'
import { ago, at, millis, useNow } from '~/lib/time'
import { Badge } from '~/ui/Badge'
import { targets, text } from './text'

/** The clock that runs out first, of those that run. */
export function nextClock(item: Item): SlaClock | undefined {
  const running = item.slaClocks.filter((clock) => !clock.metTime && clock.dueTime)
  return running.toSorted((one, other) => millis(one.dueTime) - millis(other.dueTime))[0]
}

/** When the next promise falls due, red once it is missed. Nothing where none runs. */
export function SlaPill({ item }: { item: Item }) {
  const now = useNow('half-minute')
  const clock = nextClock(item)
  if (!clock) return null
  const late = clock.breached || millis(clock.dueTime) < now
  return (
    <Badge tone={late ? 'danger' : 'plain'} title={`${targets[clock.target]} ${text.due} ${at(clock.dueTime)}`}>
      <Clock aria-hidden />
      <span className="sr-only">
        {targets[clock.target]} {late ? text.breached : text.due}{' '}
      </span>
      {ago(clock.dueTime, now)}
    </Badge>
  )
}
