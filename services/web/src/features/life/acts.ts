// What is done with an item from a menu or a toast: they are gone before it is answered.
import { ItemLifeService } from '~/gen/tandem/items/v1/item_life_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { call } from '~/lib/call'
import { client, nameOf } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { touch } from '~/lib/subjects'
import { complain, tell } from '~/ui/Toast'
import { text } from './text'

const { undoItem, restoreItem, archiveItem, unarchiveItem, copyItem } = ItemLifeService.method

/** Says that an item was changed, with a way back. */
export function offerUndo(id: string): void {
  tell(text.changed, { label: text.undo, run: () => undoLast(id) })
}

/** Takes back what the user changed last of an item. */
export function undoLast(id: string): void {
  call(undoItem, { id })
    .then(() => tell(text.undone), complain)
    .finally(() => touch(client, nameOf(undoItem), id))
}

/** Brings back an item that was just deleted. */
export function restore(item: Item): void {
  call(restoreItem, { id: item.id })
    .then(() => tell(text.restored(item.number)), complain)
    .finally(() => touch(client, nameOf(restoreItem), item.id))
}

/** Puts an item out of the lists, with a way back. */
export function archive(item: Item): void {
  const back = { label: text.undo, run: () => unarchive(item) }
  call(archiveItem, { id: item.id })
    .then(() => tell(text.archived(item.number), back), complain)
    .finally(() => touch(client, nameOf(archiveItem), item.id))
}

/** Puts an item back into the lists. */
export function unarchive(item: Item): void {
  call(unarchiveItem, { id: item.id })
    .then(() => tell(text.unarchived(item.number)), complain)
    .finally(() => touch(client, nameOf(unarchiveItem), item.id))
}

/** Makes an item like another, and shows it. */
export function copy(item: Item, show: (made: Item) => void): void {
  const done = (made: Item) => {
    tell(text.copied(made.number))
    show(made)
  }
  call(copyItem, { id: item.id, requestId: newRequestId() })
    .then(done, complain)
    .finally(() => touch(client, nameOf(copyItem), item.id))
}
