import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Plus } from 'lucide-react'
import { useRef } from 'react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { useDropped } from '~/lib/drag'
import { dayOf } from '~/lib/time'
import { IconButton } from '~/ui/IconButton'
import { openNewItem } from '../item/newItem'
import { itemShown } from '../item/patchItem'
import { wordsOf } from '../item/text'
import { CalendarEntry, entryType } from './CalendarEntry'
import { type Span, between } from './days'
import { dayName, text } from './text'
import { useMoveByDays } from './useMoveByDays'

/** How many entries a day of a month has room for. */
const room = 4

interface Props {
  kind: Kind
  day: Date
  today: boolean
  span: Span
  /** Of another month. */
  outside: boolean
  items: Item[]
  openNumber: number | undefined
  onMore: () => void
}

/** One day, and what is on it. What is dropped on it moves there. */
export function CalendarDay({ kind, day, today, span, outside, items, openNumber, onMore }: Props) {
  const cell = useRef<HTMLLIElement>(null)
  const move = useMoveByDays()
  const name = dayOf(day)
  // What is dragged says from which of its days.
  const over = useDropped(cell, entryType, (dragged) => {
    const [id = '', from = ''] = dragged.split(' ')
    const item = itemShown(id)
    if (item) move(item, between(from, name))
  })
  const shown = span === 'month' ? items.slice(0, room) : items
  return (
    <li
      ref={cell}
      className={`group/day relative min-w-0 border-b border-line p-1 md:border-r ${items.length === 0 ? 'max-md:hidden' : ''} ${outside ? 'bg-canvas' : ''} ${over ? 'bg-selected' : ''}`}
    >
      <h4 aria-label={dayName(day)} aria-current={today ? 'date' : undefined} className="px-1 text-xs font-medium text-soft">
        <span className="md:hidden">{dayName(day)}</span>
        <span className={`hidden md:inline ${today ? 'rounded-full bg-accent px-1.5 py-0.5 text-accent-ink' : ''}`}>{day.getDate()}</span>
      </h4>
      <IconButton
        label={text.newOn(wordsOf(kind).newOne, day)}
        onClick={() => openNewItem(kind, { plannedStart: timestampFromDate(new Date(day.getFullYear(), day.getMonth(), day.getDate(), 9)) })}
        className="absolute top-0 right-0 size-6! opacity-0 group-hover/day:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
      >
        <Plus />
      </IconButton>
      <ul aria-label={dayName(day)} className="grid gap-0.5 pt-0.5">
        {shown.map((item) => (
          <CalendarEntry key={item.id} item={item} day={name} open={Number(item.number) === openNumber} />
        ))}
      </ul>
      {shown.length < items.length && (
        <button type="button" onClick={onMore} className="px-1 text-xs text-accent hover:underline">
          {text.more(items.length - shown.length)}
        </button>
      )}
    </li>
  )
}
