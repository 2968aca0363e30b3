// Whether the dialog for a new item is open, for which kind, and where the item will be: it can be opened from anywhere.
import type { Timestamp } from '@bufbuild/protobuf/wkt'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { store } from '~/lib/store'

/** What is known of a new item from where it is begun. */
export interface Begun {
  projectId?: string
  folderId?: string
  plannedStart?: Timestamp
  title?: string
  parentId?: string
  /** The e-mail address of who asks. */
  requester?: string
}

export const newItem = store<{ kind: Kind.TICKET | Kind.TASK; begun: Begun } | undefined>(undefined)

export function openNewItem(kind: Kind, begun: Begun = {}): void {
  newItem.set({ kind: kind === Kind.TASK ? Kind.TASK : Kind.TICKET, begun })
}

export function closeNewItem(): void {
  newItem.set(undefined)
}
