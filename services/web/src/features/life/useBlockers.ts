// The open items that block another.
import { ItemLink_Relation as Relation, ItemLinksService } from '~/gen/tandem/items/v1/item_links_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { State } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useRead } from '~/lib/query'

export function useBlockers(item: Item): Item[] {
  const links = useRead(ItemLinksService.method.listItemLinks, { itemId: item.id }).data?.links ?? []
  return links.flatMap(({ relation, other }) => (relation === Relation.BLOCKED_BY && other && other.state !== State.FINISHED ? [other] : []))
}
