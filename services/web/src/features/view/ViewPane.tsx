import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type View, View_Layout } from '~/gen/tandem/items/v1/views_service_pb'
import type { ItemSearch } from '../item/search'
import { Board } from './Board'
import { Calendar } from '../calendar/Calendar'
import { Grid } from './Grid'
import { GroupedList } from './GroupedList'
import { SubtaskTree } from './SubtaskTree'
import { ViewBar } from './ViewBar'
import { filterOf, shownOf, treeGroups } from './shown'
import { text } from './text'
import { useItemsError } from './useItemsError'

interface Props {
  kind: Kind
  view: View
  search: ItemSearch
  /** The address names another view, which is not there. */
  missing: boolean
  onChange: (search: ItemSearch) => void
}

/** What a view shows: its bar, and its items as a list, in groups, as a tree, on a board, or in a calendar. */
export function ViewPane({ kind, view, search, missing, onChange }: Props) {
  const shown = shownOf(view, search)
  const filter = filterOf(shown)
  const error = useItemsError(kind, filter, shown.order)
  const groups = treeGroups[shown.layout] ?? shown.group
  const openNumber = search.item === undefined ? undefined : String(search.item)
  return (
    <>
      {missing && (
        <p role="status" className="border-b border-line bg-internal-soft px-4 py-2 text-sm text-internal">
          {text.gone}
        </p>
      )}
      <ViewBar kind={kind} view={view} shown={shown} error={error} onChange={onChange} />
      {shown.layout === View_Layout.BOARD ? (
        <Board kind={kind} filter={filter} order={shown.order} openNumber={openNumber} />
      ) : shown.layout === View_Layout.SUBTASKS ? (
        <SubtaskTree key={filter} kind={kind} filter={filter} order={shown.order} openNumber={openNumber} />
      ) : shown.layout === View_Layout.CALENDAR ? (
        <Calendar kind={kind} filter={filter} search={search} onChange={onChange} />
      ) : groups.length > 0 ? (
        <GroupedList key={shown.layout} kind={kind} filter={filter} shown={{ ...shown, group: groups }} openNumber={openNumber} onChange={onChange} />
      ) : (
        <Grid kind={kind} filter={filter} shown={shown} openNumber={openNumber} onChange={onChange} />
      )}
    </>
  )
}
