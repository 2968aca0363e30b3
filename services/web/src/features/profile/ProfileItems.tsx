import { Inbox } from 'lucide-react'
import { useRef } from 'react'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { Button } from '~/ui/Button'
import { Chips } from '~/ui/Chips'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { ItemRow } from '../item/ItemRow'
import { View_Layout } from '~/gen/tandem/items/v1/views_service_pb'
import { wordsOf } from '../item/text'
import { useItems } from '../item/useItems'
import { ColumnHeads } from '../view/ColumnHeads'
import { ColumnPicker } from '../view/ColumnPicker'
import { GridRow } from '../view/GridRow'
import { columnsOf, widthOf } from '../view/columns'
import { both, readColumns } from '../view/shown'
import { useDefinitions } from '../view/useDefinitions'
import { useWide } from '../view/useWide'
import type { ProfileSearch } from './search'
import { text } from './text'
import { useRowSteps } from './useRowSteps'

interface Props {
  /** Whose items. */
  filter: string
  /** The columns at first: all but what is the same for all of them. */
  columns: string
  search: ProfileSearch
  onChange: (search: ProfileSearch) => void
}

const kinds: { id: 'ticket' | 'task'; label: string }[] = [
  { id: 'ticket', label: text.tickets },
  { id: 'task', label: text.tasks },
]
const states: { id: 'open' | 'finished'; label: string }[] = [
  { id: 'open', label: text.open },
  { id: 'finished', label: text.finished },
]

/** The open or the finished items of somebody, in columns where there is room. */
export function ProfileItems({ filter, columns: first, search, onChange }: Props) {
  const kind = search.kind === 'task' ? Kind.TASK : Kind.TICKET
  const state = search.state ?? 'open'
  const order = search.order ?? ''
  const list = useItems(kind, both(filter, state === 'open' ? 'status.state != FINISHED' : 'status.state = FINISHED'), order)
  const box = useRef<HTMLDivElement>(null)
  const rows = useRef<HTMLUListElement>(null)
  const wide = useWide(box)
  const definitions = useDefinitions()
  const columns = columnsOf(readColumns(search.columns ?? first), definitions)
  const leastWidth = columns.reduce((sum, column) => sum + widthOf(column, definitions) + 10, 22)
  useRowSteps(rows)
  return (
    <div ref={box} className="@container flex min-w-0 flex-col">
      <div className="flex flex-wrap items-center border-b border-line pr-3">
        <Chips label={text.kind} chips={kinds} value={search.kind ?? 'ticket'} onChange={(id) => onChange({ kind: id === 'task' ? id : undefined })} />
        <Chips label={text.state} chips={states} value={state} onChange={(id) => onChange({ state: id === 'finished' ? id : undefined })} />
        <span className="grow" />
        {wide && <ColumnPicker columns={columns} layout={View_Layout.LIST} disabled={false} onChange={(next) => onChange({ columns: next })} />}
      </div>
      {list.error && <Trouble error={list.error} onRetry={list.again} />}
      {list.loading && !list.error && <Loading lines={5} />}
      {!list.loading && !list.error && list.items.length === 0 && <Empty icon={<Inbox aria-hidden />} title={state === 'open' ? text.noItems : text.noFinished} />}
      {list.items.length > 0 && wide !== undefined && (
        <div className="overflow-x-auto">
          <div style={wide ? { minWidth: leastWidth } : undefined} className={list.old ? 'opacity-60' : ''}>
            {wide && <ColumnHeads columns={columns} order={order} onOrder={(next) => onChange({ order: next || undefined })} onColumns={(next) => onChange({ columns: next })} />}
            <ul ref={rows} aria-label={wordsOf(kind).many}>
              {list.items.map((item) => (
                <li key={item.id}>{wide ? <GridRow page columns={columns} item={item} open={false} current={false} /> : <ItemRow item={item} open={false} current={false} />}</li>
              ))}
            </ul>
          </div>
        </div>
      )}
      {list.hasMore && (
        <Button look="ghost" className="m-2 self-start" onClick={list.more}>
          {text.more}
        </Button>
      )}
    </div>
  )
}
