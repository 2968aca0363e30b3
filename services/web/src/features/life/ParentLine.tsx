import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { useRead } from '~/lib/query'
import { ItemLine } from './ItemLine'

/** The item that another is a subtask of. */
export function ParentLine({ item }: { item: Item }) {
  const parent = useRead(ItemsService.method.getItem, { id: item.parentId }).data
  return parent ? <ItemLine item={parent} /> : null
}
