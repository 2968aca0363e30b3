import { Link } from '@tanstack/react-router'
import { ArrowRightLeft } from 'lucide-react'
import { useRef } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { PersonName } from '~/features/people/PersonName'
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
  onMove: (status: Status) => void
}

/** What cards are dragged as. */
export const cardType = 'application/x-tandem-item'

/** An item on a board: dragged to another column, or moved there by its menu. */
export function BoardCard({ item, open, statuses, onMove }: Props) {
  const [requester] = item.requesterIds
  const card = useRef<HTMLLIElement>(null)
  useDragged(card, { type: cardType, id: item.id })
  return (
    <li
      ref={card}
      className={`group relative rounded-md border p-2.5 text-sm hover:border-strong-line ${open ? 'border-accent bg-selected' : 'border-line bg-raised'}`}
    >
      <Link
        to={wordsOf(item.kind).path}
        search={(before) => ({ ...before, item: Number(item.number) })}
        aria-current={open || undefined}
        draggable={false}
        className="block pr-7 font-medium wrap-anywhere after:absolute after:inset-0"
      >
        {item.title}
      </Link>
      <p className="truncate text-xs text-soft">
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
