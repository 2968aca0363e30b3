import type { Timer } from '~/gen/tandem/timesheets/v1/timers_service_pb'
import { millis, ticking, useNow } from '~/lib/time'

/** The time of a running timer, as it runs. */
export function Ticking({ timer }: { timer: Timer }) {
  const now = useNow('second')
  return (
    <span role="timer" className="tabular-nums">
      {ticking((now - millis(timer.startTime)) / 1000)}
    </span>
  )
}
