import { type Count, Count_State } from '~/gen/tandem/items/v1/views_service_pb'
import { text } from './text'

/** `12`, `1,000+`, or a dash where nobody knows. */
export function CountText({ count }: { count: Count | undefined }) {
  if (!count) return null
  if (count.state === Count_State.UNKNOWN) return <span title={text.unknownCount}>–</span>
  const number = count.state === Count_State.MORE ? text.moreThan(count.items) : String(count.items)
  return (
    <span className="tabular-nums">
      {number}
      <span className="sr-only"> {count.items === 1 ? 'item' : 'items'}</span>
    </span>
  )
}
