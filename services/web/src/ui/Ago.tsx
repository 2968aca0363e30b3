import { type Timestamp, timestampDate } from '@bufbuild/protobuf/wkt'
import { ago, at, useNow } from '~/lib/time'

/** How long ago, with the exact time on hover. */
export function Ago({ time, className = '' }: { time: Timestamp | undefined; className?: string }) {
  const now = useNow('half-minute')
  if (!time) return null
  return (
    <time dateTime={timestampDate(time).toISOString()} title={at(time)} className={className}>
      {ago(time, now)}
    </time>
  )
}
