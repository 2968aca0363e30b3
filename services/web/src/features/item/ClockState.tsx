import { CircleCheck, CirclePause, CircleX, Clock } from 'lucide-react'
import type { SlaClock } from '~/gen/tandem/items/v1/items_service_pb'
import { ago, at, millis, useNow } from '~/lib/time'
import { text } from './text'

/** How one promise stands: met, missed, paused, or when it is due. */
export function ClockState({ clock }: { clock: SlaClock }) {
  const now = useNow('half-minute')
  return (
    <span className="flex items-center gap-1.5" title={at(clock.dueTime)}>
      {icon(clock, now)}
      <span className={isMissed(clock, now) && !clock.metTime ? 'text-danger' : 'text-soft'}>{words(clock, now)}</span>
    </span>
  )
}

function isMissed(clock: SlaClock, now: number): boolean {
  return clock.breached || (!clock.metTime && clock.dueTime !== undefined && millis(clock.dueTime) < now)
}

function words(clock: SlaClock, now: number): string {
  if (clock.metTime) return clock.breached ? text.metLate : text.met
  return clock.dueTime ? ago(clock.dueTime, now) : text.paused
}

function icon(clock: SlaClock, now: number) {
  if (isMissed(clock, now)) return <CircleX role="img" aria-label={text.breached} className="size-4 shrink-0 text-danger" />
  if (clock.metTime) return <CircleCheck role="img" aria-label={text.met} className="size-4 shrink-0 text-good" />
  // Waiting for the customer costs nobody's time.
  if (!clock.dueTime) return <CirclePause role="img" aria-label={text.paused} className="size-4 shrink-0 text-soft" />
  return <Clock role="img" aria-label={text.due} className="size-4 shrink-0 text-soft" />
}
