import type { Timestamp } from '@bufbuild/protobuf/wkt'
import { at, millis, useNow } from '~/lib/time'
import { Ago } from '~/ui/Ago'

const soonMs = 14 * 24 * 3_600_000

/** Whether something ends within two weeks, or has ended. */
export function endsSoon(time: Timestamp | undefined, now: number): boolean {
  return time !== undefined && millis(time) - now < soonMs
}

/** When something ends, loud where that is soon. */
export function Expiry({ time }: { time: Timestamp }) {
  const now = useNow('half-minute')
  const loud = endsSoon(time, now) ? 'font-medium text-danger' : ''
  return (
    <span className={loud}>
      <Ago time={time} /> <span className="text-soft">({at(time)})</span>
    </span>
  )
}
