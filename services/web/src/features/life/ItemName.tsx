import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { useRead } from '~/lib/query'

/** An item in a sentence, by its number and title. */
export function ItemName({ id }: { id: string }) {
  const { data } = useRead(ItemsService.method.getItem, { id })
  return <span className="text-ink">{data ? `#${data.number} ${data.title}` : '…'}</span>
}
