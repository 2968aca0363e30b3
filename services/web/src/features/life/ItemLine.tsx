import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { StatusDot } from '~/features/item/StatusDot'
import { wordsOf } from '~/features/item/text'
import { useStatus } from '~/features/item/useStatuses'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Badge } from '~/ui/Badge'
import { text } from './text'

/** Another item in a line: its status, number and title, and what can be done with it here. */
export function ItemLine({ item, children }: { item: Item; children?: ReactNode }) {
  const status = useStatus(item.statusId)
  return (
    <div className="flex min-h-9 items-center gap-2">
      <Link
        to={`${wordsOf(item.kind).path}/$id`}
        params={{ id: String(item.number) }}
        className="flex min-w-0 grow items-center gap-2 rounded-md px-1 py-1 hover:bg-hover"
      >
        <StatusDot status={status} label />
        <span className="shrink-0 text-sm text-soft tabular-nums">#{String(item.number)}</span>
        <span className="min-w-0 truncate">{item.title}</span>
        {item.mergedIntoNumber > 0n && <Badge>{text.mergedInto(item.mergedIntoNumber)}</Badge>}
      </Link>
      {children}
    </div>
  )
}
