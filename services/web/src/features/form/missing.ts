// What an item lacks for the status that somebody gave it: asked for in a dialog that goes on with it.
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { problemOf } from '~/lib/error'
import { store } from '~/lib/store'

export interface Missing {
  item: Item
  statusId: string
  /** As the contract names them. */
  fields: string[]
}

export const missing = store<Missing | undefined>(undefined)

/** Opens the dialog where that is why a status was refused; false where it was something else. */
export function askForMissing(error: unknown, item: Item, statusId: string | undefined): boolean {
  const { reason, fields } = problemOf(error)
  if (reason !== 'MISSING_FIELDS' || !statusId) return false
  missing.set({ item, statusId, fields: fields.map(({ field }) => field.replace(/^item\./, '')) })
  return true
}

export function closeMissing(): void {
  missing.set(undefined)
}
