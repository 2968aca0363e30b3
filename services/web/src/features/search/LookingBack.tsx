import { type Timestamp, timestampDate } from '@bufbuild/protobuf/wkt'
import { LoaderCircle } from 'lucide-react'
import { text } from './text'

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

/** How far back has been looked, while older items are looked through. */
export function LookingBack({ since }: { since: Timestamp }) {
  return (
    <p className="flex items-center gap-2 px-4 py-3 text-sm text-soft">
      <LoaderCircle aria-hidden className="size-4 animate-spin" />
      <span role="status">{text.lookingBack}</span>
      {/* It changes many times a second, so it is seen and not read out. */}
      <span aria-hidden>{text.lookedBack(day.format(timestampDate(since)))}</span>
    </p>
  )
}
