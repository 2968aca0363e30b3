import { timestampDate } from '@bufbuild/protobuf/wkt'
import { Link } from '@tanstack/react-router'
import { MoveHorizontal } from 'lucide-react'
import { useRef } from 'react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { useDragged } from '~/lib/drag'
import { dayOf } from '~/lib/time'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { StatusDot } from '../item/StatusDot'
import { wordsOf } from '../item/text'
import { useStatus } from '../item/useStatuses'
import { dueOf } from './days'
import { hour, text } from './text'
import { useMoveByDays } from './useMoveByDays'

export const entryType = 'application/x-tandem-planned'

/** An item on one of its days: opened by a click, moved by dragging it or by its menu. */
export function CalendarEntry({ item, day, open }: { item: Item; day: string; open: boolean }) {
  const row = useRef<HTMLLIElement>(null)
  const status = useStatus(item.statusId)
  const move = useMoveByDays()
  const planned = item.plannedStart ?? item.plannedFinish
  const time = planned ? timestampDate(planned) : dueOf(item)
  useDragged(row, { type: entryType, id: `${item.id} ${day}`, enabled: planned !== undefined })
  const steps = [
    [text.dayEarlier, -1],
    [text.dayLater, 1],
    [text.weekEarlier, -7],
    [text.weekLater, 7],
  ] as const
  return (
    <li ref={row} className={`group @container relative flex min-w-0 items-center rounded border border-line bg-surface pl-1.5 ${open ? 'border-accent' : ''} ${planned ? 'cursor-grab' : ''}`}>
      <Link
        to={wordsOf(item.kind).path}
        search={(before) => ({ ...before, item: Number(item.number) })}
        title={`#${item.number} ${item.title}`}
        className="flex min-w-0 grow items-center gap-1.5 py-1 text-xs hover:underline md:py-0.5"
      >
        <StatusDot status={status} />
        <span className="hidden shrink-0 text-soft tabular-nums @[8rem]:inline">
          {!planned && <span className="hidden @[11rem]:inline">{`${text.due} `}</span>}
          {time && dayOf(time) === day && hour(time)}
        </span>
        <span className="truncate">{item.title}</span>
      </Link>
      <Menu
        align="end"
        trigger={
          <IconButton label={text.move(item.title)} className="absolute top-0 right-0 size-6! bg-surface opacity-0 pointer-coarse:static group-hover:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100">
            <MoveHorizontal />
          </IconButton>
        }
      >
        {steps.map(([label, days]) => (
          <MenuItem key={label} disabledReason={planned ? undefined : text.onlyPlanned} onSelect={() => move(item, days)}>
            {label}
          </MenuItem>
        ))}
      </Menu>
    </li>
  )
}
