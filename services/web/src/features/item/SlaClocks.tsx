import { CircleCheck, CirclePause, CircleX, Clock } from 'lucide-react'
import type { Item, SlaClock } from '~/gen/tandem/items/v1/items_service_pb'
import { WhyDeadline } from '~/features/sla/WhyDeadline'
import { ago, at, millis, useNow } from '~/lib/time'
import { targets, text } from './text'

/** Every promise on the item: met, missed, or when it is due. */
export function SlaClocks({ item }: { item: Item }) {
  const now = useNow('half-minute')
  return (
    <div className="grid gap-1">
      <ul className="grid gap-1">
      {item.slaClocks.map((clock) => (
        <li key={clock.target} className="flex items-center gap-1.5" title={at(clock.dueTime)}>
          {icon(clock, now)}
          <span>{targets[clock.target]}</span>
          <span className="text-soft">{words(clock, now)}</span>
        </li>
      ))}
      </ul>
      <WhyDeadline item={item} />
    </div>
  )
}

function words(clock: SlaClock, now: number): string {
  if (clock.metTime) return text.met
  return clock.dueTime ? ago(clock.dueTime, now) : text.paused
}

function icon(clock: SlaClock, now: number) {
  const missed = clock.breached || (!clock.metTime && clock.dueTime && millis(clock.dueTime) < now)
  if (missed) return <CircleX role="img" aria-label={text.breached} className="size-4 shrink-0 text-danger" />
  if (clock.metTime) return <CircleCheck role="img" aria-label={text.met} className="size-4 shrink-0 text-good" />
  // Waiting for the customer costs nobody's time.
  if (!clock.dueTime) return <CirclePause role="img" aria-label={text.paused} className="size-4 shrink-0 text-soft" />
  return <Clock role="img" aria-label={text.due} className="size-4 shrink-0 text-soft" />
}
