import { Briefcase, CalendarDays, FolderTree, Gauge, KanbanSquare, List, ListTree, Users } from 'lucide-react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type View, View_Layout } from '~/gen/tandem/items/v1/views_service_pb'
import { IconButton } from '~/ui/IconButton'
import { FilterBox } from '../item/FilterBox'
import type { ItemSearch } from '../item/search'
import { ColumnPicker } from './ColumnPicker'
import { GroupMenu } from './GroupMenu'
import { OrderMenu } from './OrderMenu'
import { SaveBar } from './SaveBar'
import { WhereButton } from './WhereButton'
import { type Shown, treeGroups } from './shown'
import { layouts, text } from './text'

interface Props {
  kind: Kind
  view: View
  shown: Shown
  error: unknown
  onChange: (search: ItemSearch) => void
}

const icons = [
  [View_Layout.LIST, List],
  [View_Layout.BOARD, KanbanSquare],
  [View_Layout.FOLDERS, FolderTree],
  [View_Layout.SUBTASKS, ListTree],
  [View_Layout.CUSTOMERS, Users],
  [View_Layout.PORTFOLIOS, Briefcase],
  [View_Layout.CALENDAR, CalendarDays],
  [View_Layout.SERVICE_LEVEL, Gauge],
] as const

/** Over the items of a view: its name, the quick filter, and how it is laid out. */
export function ViewBar({ kind, view, shown, error, onChange }: Props) {
  const list = shown.layout === View_Layout.LIST
  const columns = list || treeGroups[shown.layout] !== undefined
  return (
    <div className="@container grid shrink-0 gap-2 border-b border-line px-4 py-2">
      <SaveBar kind={kind} view={view} shown={shown} onChange={onChange} />
      <div className="flex flex-wrap items-start gap-x-1 gap-y-2">
        <div className="min-w-0 grow basis-full @2xl:basis-0">
          <FilterBox filter={shown.typed} error={error} onChange={(filter) => onChange({ filter: filter || undefined })} />
        </div>
        <div className="flex flex-wrap items-center gap-0.5">
          <WhereButton kind={kind} where={shown.where} onChange={(where) => onChange({ where: where === view.filter ? undefined : where })} />
          <OrderMenu order={shown.order} onChange={(order) => onChange({ order: order === view.orderBy ? undefined : order })} />
          <GroupMenu group={shown.group} disabled={!list} onChange={(group) => onChange({ group: group.join() === view.groupBy.join() ? undefined : group.join() })} />
          <ColumnPicker columns={shown.columns} layout={shown.layout} disabled={!columns} onChange={(columns) => onChange({ columns })} />
          <div role="group" aria-label={text.layout} className="ml-1 flex rounded-md border border-line">
            {icons.map(([layout, Icon]) => (
              <IconButton
                key={layout}
                label={layouts[layout]}
                aria-pressed={layout === shown.layout}
                onClick={() => onChange({ layout: layout === view.layout ? undefined : layout })}
              >
                <Icon aria-hidden />
              </IconButton>
            ))}
          </div>
        </div>
      </div>
    </div>
  )
}
