// What the server has against a filter: asked with the first page that any layout shows.
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useItems } from '../item/useItems'

export function useItemsError(kind: Kind, filter: string, order: string): unknown {
  return useItems(kind, filter, order).error
}
