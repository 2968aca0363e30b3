import { useNavigate } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useShortcut } from '~/lib/keys'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { type VirtualHandle, VirtualList } from '~/ui/VirtualList'
import { ItemRow } from './ItemRow'
import { ListBar } from './ListBar'
import type { ItemSearch } from './search'
import { text, wordsOf } from './text'
import { useItems } from './useItems'

interface Props {
  kind: Kind
  filter: string
  order: string
  openNumber: string | undefined
  onChange: (search: ItemSearch) => void
}

/** Tickets or tasks that match the filter, walked by j and k. */
export function ItemList({ kind, filter, order, openNumber, onChange }: Props) {
  const { many, path } = wordsOf(kind)
  const list = useItems(kind, filter, order)
  const navigate = useNavigate()
  const handle = useRef<VirtualHandle>(null)
  const [currentId, setCurrent] = useState<string>()
  const at = list.items.findIndex((item) => (currentId ? item.id === currentId : String(item.number) === openNumber))

  const open = (number: string) => navigate({ to: path, search: (before) => ({ ...before, item: Number(number) }) })
  const step = (by: number) => {
    const next = Math.min(Math.max(at + by, 0), list.items.length - 1)
    const item = list.items[next]
    if (!item) return
    setCurrent(item.id)
    handle.current?.show(next)
    if (openNumber) void open(String(item.number))
  }
  useShortcut('j', 'Next', () => step(1))
  useShortcut('k', 'Previous', () => step(-1))
  useShortcut('ArrowDown', 'Next', () => step(1))
  useShortcut('ArrowUp', 'Previous', () => step(-1))
  useShortcut('Enter', 'Open', () => list.items[at] && open(String(list.items[at].number)), at >= 0)

  return (
    <>
      <ListBar filter={filter} order={order} error={list.error} onChange={onChange} />
      {list.loading && !list.error && <Loading lines={8} />}
      {!list.loading && list.items.length === 0 && !list.error && <Empty icon={<Inbox aria-hidden />} title={text.noMatch} />}
      <div className={`@container flex min-h-0 grow flex-col ${list.old || list.error ? 'opacity-60' : ''}`}>
        {list.items.length > 0 && (
          <VirtualList
            label={many}
            rows={list.items}
            keyOf={(item) => item.id}
            rowHeight={41}
            onNearEnd={list.more}
            handle={handle}
          >
            {(item, index) => (
              <ItemRow item={item} dock open={String(item.number) === openNumber} current={index === at} />
            )}
          </VirtualList>
        )}
      </div>
    </>
  )
}
