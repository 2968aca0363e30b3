// Whether the dialog for a new item is open, and for which kind: it can be opened from anywhere.
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { store } from '~/lib/store'

export const newItem = store<Kind.TICKET | Kind.TASK | undefined>(undefined)

export function openNewItem(kind: Kind): void {
  newItem.set(kind === Kind.TASK ? Kind.TASK : Kind.TICKET)
}

export function closeNewItem(): void {
  newItem.set(undefined)
}
