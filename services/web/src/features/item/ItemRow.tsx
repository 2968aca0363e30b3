import { Link } from '@tanstack/react-router'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { PersonName } from '~/features/people/PersonName'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { text as life } from '~/features/life/text'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { Stars } from '~/ui/Stars'
import { priorityLabel } from './PriorityMenu'
import { SlaPill } from './SlaPill'
import { StatusDot } from './StatusDot'
import { wordsOf } from './text'
import { useStatus } from './useStatuses'

interface Props {
  item: Item
  /** Open beside the list. */
  open: boolean
  /** Where the keyboard is. */
  current: boolean
  /** Opens beside the list rather than as a page. */
  dock?: boolean
}

/** An item in a list: one line where there is room, two where there is not. */
export function ItemRow({ item, open, current, dock }: Props) {
  const status = useStatus(item.statusId)
  const number = String(item.number)
  const { path } = wordsOf(item.kind)
  const [requester] = item.requesterIds
  const target = dock
    ? { to: path, search: (before: object) => ({ ...before, item: Number(item.number) }) }
    : { to: `${path}/$id` as const, params: { id: number } }
  return (
    <Link
      {...target}
      aria-current={open || undefined}
      className={`flex min-h-10 flex-wrap items-center gap-x-2.5 gap-y-0.5 border-b border-line px-4 py-2 outline-offset-[-2px] @2xl:flex-nowrap @2xl:py-0 ${open ? 'bg-selected' : 'hover:bg-hover'} ${current ? 'shadow-[inset_3px_0_0_var(--accent)]' : ''}`}
    >
      <span className="flex min-w-0 grow basis-full items-center gap-2.5 @2xl:basis-0">
        <StatusDot status={status} label />
        <span className="min-w-8 shrink-0 @2xl:min-w-11 text-sm text-soft tabular-nums">#{number}</span>
        <span className="min-w-0 grow truncate font-medium">{item.title}</span>
        {item.mergedIntoNumber > 0n && <Badge>{life.mergedInto(item.mergedIntoNumber)}</Badge>}
        {item.archiveTime && <Badge>{life.archivedMark}</Badge>}
        {item.checklistCount > 0 && <Badge title={life.checklist}>{`✓ ${item.checklistDoneCount}/${item.checklistCount}`}</Badge>}
        {item.childCount > 0 && <Badge title={life.subtasks}>{`${item.finishedChildCount}/${item.childCount}`}</Badge>}
      </span>
      <span className="flex min-w-0 basis-full items-center gap-2.5 pl-6 @2xl:basis-auto @2xl:pl-0">
        <span className="min-w-0 grow truncate text-sm text-soft @2xl:w-28 @2xl:grow-0 @4xl:w-36">
          {requester && <PersonName id={requester} />}
        </span>
        <span className="hidden w-32 shrink-0 truncate text-sm text-soft @4xl:block">{status?.name}</span>
        <span className="flex shrink-0 items-center justify-end gap-2 @2xl:w-32">
          <Stars value={item.priority} label={priorityLabel(item.priority)} />
          <SlaPill item={item} />
        </span>
        <span className="flex shrink-0 justify-end -space-x-1 @2xl:w-14">
          {item.assigneeIds.slice(0, 3).map((id) => (
            <PersonAvatar key={id} id={id} />
          ))}
        </span>
        <Ago time={item.updateTime} className="shrink-0 text-right text-xs whitespace-nowrap text-soft @2xl:w-20" />
      </span>
    </Link>
  )
}
