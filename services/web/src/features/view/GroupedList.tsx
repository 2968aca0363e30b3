import { Inbox } from 'lucide-react'
import { useRef } from 'react'
import { BulkBar } from '~/features/bulk/BulkBar'
import { text as bulk } from '~/features/bulk/text'
import { useSelection } from '~/features/bulk/useSelection'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { useShortcut } from '~/lib/keys'
import { listInput } from '../item/itemFilter'
import type { ItemSearch } from '../item/search'
import { text as itemText, wordsOf } from '../item/text'
import { ColumnHeads } from './ColumnHeads'
import { Group } from './Group'
import { columnsOf, widthOf } from './columns'
import type { Shown } from './shown'
import { text } from './text'
import { useDefinitions } from './useDefinitions'
import { useGroups } from './useGroups'
import { useTreeOrder } from './useTreeOrder'
import { useWide } from './useWide'

interface Props {
  kind: Kind
  filter: string
  shown: Shown
  openNumber: string | undefined
  onChange: (search: ItemSearch) => void
}

/** The items of a view in groups that fold, each read when it is open. */
export function GroupedList({ kind, filter, shown, openNumber, onChange }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const wide = useWide(box)
  const definitions = useDefinitions()
  const columns = columnsOf(shown.columns, definitions, shown.layout)
  const [by = '', ...deeper] = shown.group
  const { groups: found, more, loading, error } = useGroups(kind, filter, by)
  const groups = useTreeOrder(by, found)
  const asked = listInput(kind, filter, shown.order).filter
  const selection = useSelection(asked)
  useShortcut('Escape', bulk.clearShortcut, selection.clear, selection.some)
  const empty = !loading && groups.length === 0
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
        {loading && !error && <Loading lines={8} />}
        <div role="region" aria-label={wordsOf(kind).many} tabIndex={-1} className="@container min-h-0 grow overflow-y-auto">
          {groups.map((group, index) => (
            <Group
              key={group.value}
              kind={kind}
              by={by}
              group={group}
              filter={filter}
              deeper={deeper}
              level={0}
              startsOpen={index < 3}
              look={{ order: shown.order, columns: wide ? columns : undefined, openNumber, selection }}
            />
          ))}
          {more && <p className="px-4 py-3 text-sm text-soft">{text.moreGroups}</p>}
        </div>
      </div>
      {empty && (
        <Empty icon={<Inbox aria-hidden />} title={itemText.noMatch}>
          <p className="text-sm">{itemText.noMatchAbout}</p>
        </Empty>
      )}
    </div>
  )
}
