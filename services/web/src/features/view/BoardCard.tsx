import { Link } from '@tanstack/react-router'
import { ArrowRightLeft } from 'lucide-react'
import { useRef } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { PersonName } from '~/features/people/PersonName'
import { instead } from '~/features/bulk/Selectable'
import { text as bulk } from '~/features/bulk/text'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import type { Status } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useDragged } from '~/lib/drag'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { Stars } from '~/ui/Stars'
import { priorityLabel } from '../item/PriorityMenu'
import { SlaPill } from '../item/SlaPill'
import { StatusDot } from '../item/StatusDot'
import { wordsOf } from '../item/text'
import { text } from './text'

interface Props {
  item: Item
  open: boolean
  statuses: Status[]
  selected: boolean
  /** Selects it or takes it out; with `range`, all from the one before to this. */
  onSelect: (range: boolean) => void
  onMove: (status: Status) => void
}

/** What cards are dragged as. */
export const cardType = 'application/x-tandem-item'

/** An item on a board: dragged to another column, or moved there by its menu. */
export function BoardCard({ item, open, statuses, selected, onSelect, onMove }: Props) {
  const [requester] = item.requesterIds
  const card = useRef<HTMLLIElement>(null)
  useDragged(card, { type: cardType, id: item.id })
  return (
    <li
      ref={card}
      className={`group relative rounded-md border p-2.5 text-sm hover:border-strong-line ${open || selected ? 'border-accent bg-selected' : 'border-line bg-raised'}`}
    >
      <Link
        to={wordsOf(item.kind).path}
        search={(before) => ({ ...before, item: Number(item.number) })}
        aria-current={open || undefined}
        draggable={false}
        onClick={(event) => instead(event, onSelect)}
        className="block pr-7 font-medium wrap-anywhere after:absolute after:inset-0"
      >
        {item.title}
      </Link>
      <p className="flex items-center gap-1.5 truncate text-xs text-soft">
        <input
          type="checkbox"
          aria-label={bulk.select(item.number)}
          checked={selected}
          onChange={(event) => onSelect(event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
          className="relative z-1 size-4 shrink-0 accent-(--accent)"
        />
        #{String(item.number)} {requester && <PersonName id={requester} />}
      </p>
      <p className="mt-1.5 flex min-h-5 items-center gap-2">
        <Stars value={item.priority} label={priorityLabel(item.priority)} />
        <SlaPill item={item} />
        <span className="grow" />
        <span className="flex -space-x-1">
          {item.assigneeIds.slice(0, 3).map((id) => (
            <PersonAvatar key={id} id={id} />
          ))}
        </span>
      </p>
      <span className="absolute top-1 right-1">
        <Menu
          align="end"
          trigger={
            <IconButton label={text.moveTo(item.title)} className="size-7">
              <ArrowRightLeft />
            </IconButton>
          }
        >
          {statuses.map((status) => (
            <MenuItem key={status.id} icon={<StatusDot status={status} />} checked={status.id === item.statusId} onSelect={() => onMove(status)}>
              {status.name}
            </MenuItem>
          ))}
        </Menu>
      </span>
    </li>
  )
}
