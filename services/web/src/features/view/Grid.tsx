import { useNavigate } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useShortcut } from '~/lib/keys'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { type VirtualHandle, VirtualList } from '~/ui/VirtualList'
import { BulkBar } from '../bulk/BulkBar'
import { Selectable } from '../bulk/Selectable'
import { text as bulk } from '../bulk/text'
import { useSelection } from '../bulk/useSelection'
import { ItemRow } from '../item/ItemRow'
import { listInput } from '../item/itemFilter'
import type { ItemSearch } from '../item/search'
import { text, wordsOf } from '../item/text'
import { useItems } from '../item/useItems'
import { ColumnHeads } from './ColumnHeads'
import { GridRow } from './GridRow'
import { columnsOf, widthOf } from './columns'
import type { Shown } from './shown'
import { useDefinitions } from './useDefinitions'
import { useWide } from './useWide'

interface Props {
  kind: Kind
  filter: string
  shown: Shown
  openNumber: string | undefined
  onChange: (search: ItemSearch) => void
}

/** The items of a view as a list, walked by j and k: in columns where there is room. */
export function Grid({ kind, filter, shown, openNumber, onChange }: Props) {
  const { many, path } = wordsOf(kind)
  const list = useItems(kind, filter, shown.order)
  const asked = listInput(kind, filter, shown.order).filter
  const selection = useSelection(asked)
  const rows = { items: list.items, filter: asked }
  const toggle = (range: boolean) => selection.toggle(rows, list.items[at]?.id ?? '', range)
  const navigate = useNavigate()
  const handle = useRef<VirtualHandle>(null)
  const box = useRef<HTMLDivElement>(null)
  const wide = useWide(box)
  const definitions = useDefinitions()
  const columns = columnsOf(shown.columns, definitions)
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

  useShortcut('x', bulk.selectShortcut, (event) => toggle(event.shiftKey), at >= 0)
  useShortcut(' ', bulk.selectShortcut, (event) => toggle(event.shiftKey), at >= 0)
  useShortcut('Escape', bulk.clearShortcut, selection.clear, selection.some)

  const empty = !list.loading && list.items.length === 0 && !list.error
  const leastWidth = columns.reduce((sum, column) => sum + widthOf(column, definitions) + 10, 58)
  return (
    <div ref={box} className="flex min-h-0 grow flex-col overflow-x-auto">
      {selection.some && <BulkBar kind={kind} filter={asked} selection={selection} />}
      <div className={`flex min-h-0 flex-col ${empty ? '' : 'grow'}`} style={wide ? { minWidth: leastWidth } : undefined}>
        {wide && (
          <div className="grid shrink-0 pl-9">
            <ColumnHeads columns={columns} order={shown.order} onOrder={(order) => onChange({ order })} onColumns={(next) => onChange({ columns: next })} />
          </div>
        )}
        {list.loading && !list.error && <Loading lines={8} />}
        <div className={`@container flex min-h-0 grow flex-col ${list.old || list.error ? 'opacity-60' : ''}`}>
          {list.items.length > 0 && wide !== undefined && (
            <VirtualList label={many} rows={list.items} keyOf={(item) => item.id} rowHeight={41} onNearEnd={list.more} handle={handle}>
              {(item, index) => {
                const state = { item, open: String(item.number) === openNumber, current: index === at }
                return (
                  <Selectable item={item} list={rows} selection={selection}>
                    {wide ? <GridRow columns={columns} {...state} /> : <ItemRow dock {...state} />}
                  </Selectable>
                )
              }}
            </VirtualList>
          )}
        </div>
      </div>
      {empty && (
        <Empty icon={<Inbox aria-hidden />} title={text.noMatch}>
          <p className="text-sm">{text.noMatchAbout}</p>
        </Empty>
      )}
    </div>
  )
}
