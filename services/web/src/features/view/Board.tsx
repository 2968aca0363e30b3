import { BulkBar } from '~/features/bulk/BulkBar'
import { text as bulk } from '~/features/bulk/text'
import { useSelection } from '~/features/bulk/useSelection'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import type { Kind, Status } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useShortcut } from '~/lib/keys'
import { complain, tell } from '~/ui/Toast'
import { askForMissing } from '../form/missing'
import { listInput } from '../item/itemFilter'
import { itemShown } from '../item/patchItem'
import { useStatusesOfKind } from '../item/useStatuses'
import { BoardColumn } from './BoardColumn'
import { text } from './text'
import { useGroups } from './useGroups'
import { useMove } from './useMove'

interface Props {
  kind: Kind
  filter: string
  order: string
  openNumber: string | undefined
}

/** A column for each status; what is dragged from one to another gets its status. */
export function Board({ kind, filter, order, openNumber }: Props) {
  const statuses = useStatusesOfKind(kind)
  const { groups } = useGroups(kind, filter, 'status')
  const { moved, move } = useMove()
  const asked = listInput(kind, filter, order).filter
  const selection = useSelection(asked)
  useShortcut('Escape', bulk.clearShortcut, selection.clear, selection.some)
  const moveTo = (item: Item, status: Status) => {
    if (item.statusId === status.id) return
    move(item, status.id, {
      onSuccess: () => tell(text.movedTo(item.title, status.name)),
      onError: (error) => askForMissing(error, item, status.id) || complain(error),
    })
  }
  return (
    <>
      {selection.some && <BulkBar kind={kind} filter={asked} selection={selection} />}
    <div role="region" aria-label={text.board} tabIndex={-1} className="flex min-h-0 grow snap-x snap-mandatory gap-3 overflow-x-auto bg-canvas p-3 sm:snap-none">
      {statuses.map((status) => (
        <BoardColumn
          key={status.id}
          kind={kind}
          status={status}
          statuses={statuses}
          filter={filter}
          order={order}
          count={groups.find((group) => group.value === status.id)?.count}
          moved={moved}
          selection={selection}
          openNumber={openNumber}
          onMove={moveTo}
          onDrop={(id) => {
            const item = itemShown(id)
            if (item) moveTo(item, status)
          }}
        />
      ))}
    </div>
    </>
  )
}
