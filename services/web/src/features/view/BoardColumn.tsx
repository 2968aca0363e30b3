import { useRef } from 'react'
import { text as bulk } from '~/features/bulk/text'
import type { Selection } from '~/features/bulk/useSelection'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import type { Kind, Status } from '~/gen/tandem/items/v1/item_types_service_pb'
import type { Count } from '~/gen/tandem/items/v1/views_service_pb'
import { useDropped } from '~/lib/drag'
import { Button } from '~/ui/Button'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { StatusDot } from '../item/StatusDot'
import { listInput } from '../item/itemFilter'
import { useItems } from '../item/useItems'
import { BoardCard, cardType } from './BoardCard'
import { CountText } from './CountText'
import { both } from './shown'
import { text } from './text'

interface Props {
  kind: Kind
  status: Status
  statuses: Status[]
  filter: string
  order: string
  count: Count | undefined
  /** What was just moved from column to column. */
  moved: Item[]
  selection: Selection
  openNumber: string | undefined
  onMove: (item: Item, status: Status) => void
  /** An item was dropped here. */
  onDrop: (id: string) => void
}

/** The items of one status, a page at a time. */
export function BoardColumn({ kind, status, statuses, filter, order, count, moved, selection, openNumber, onMove, onDrop }: Props) {
  const column = useRef<HTMLElement>(null)
  const over = useDropped(column, cardType, onDrop)
  const inner = both(filter, `status = ${status.id}`)
  const asked = listInput(kind, inner, order).filter
  const list = useItems(kind, inner, order)
  const taken = selection.whole === asked
  const own = list.items.filter((item) => item.statusId === status.id)
  // What came in stands at the top until the server says where.
  const arrived = moved.filter((item) => item.statusId === status.id && own.every((one) => one.id !== item.id))
  const items = [...arrived, ...own]
  return (
    <section
      aria-label={status.name}
      ref={column}
      className={`flex w-[80vw] max-w-72 shrink-0 snap-center flex-col rounded-lg border bg-surface sm:w-72 ${over ? 'border-accent' : 'border-line'}`}
    >
      <h3 className="flex h-10 shrink-0 items-center gap-2 px-3 text-sm font-semibold">
        <StatusDot status={status} />
        <span className="truncate">{status.name}</span>
        <span className="text-xs font-normal text-soft">
          <CountText count={count} />
        </span>
        <span className="grow" />
        {items.length > 0 && (
          <input
            type="checkbox"
            aria-label={bulk.selectColumn(status.name)}
            title={bulk.selectColumn(status.name)}
            checked={taken}
            onChange={() => (taken ? selection.clear() : selection.takeAll(asked))}
            className="size-4 shrink-0 accent-(--accent)"
          />
        )}
      </h3>
      <div className="min-h-24 grow overflow-y-auto px-2 pb-2">
        {list.error !== null && <Trouble error={list.error} onRetry={list.again} />}
        {list.loading && !list.error && <Loading lines={2} />}
        <ul aria-label={status.name} className="grid gap-2">
          {items.map((item) => (
            <BoardCard
              key={item.id}
              item={item}
              selected={selection.has(item.id, asked)}
              onSelect={(range) => selection.toggle({ items, filter: asked }, item.id, range)}
              open={String(item.number) === openNumber}
              statuses={statuses}
              onMove={(to) => onMove(item, to)}
            />
          ))}
        </ul>
        {!list.loading && items.length === 0 && <p className="px-1 py-2 text-sm text-soft">{text.noItems}</p>}
        {list.hasMore && (
          <Button look="ghost" className="mt-1 w-full" onClick={list.more}>
            {text.loadMore}
          </Button>
        )}
      </div>
    </section>
  )
}
