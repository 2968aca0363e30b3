import { Link } from '@tanstack/react-router'
import { wordsOf } from '~/features/item/text'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { useRead } from '~/lib/query'

/** The way to the item that a chat became. */
export function ItemLink({ id }: { id: string }) {
  const item = useRead(ItemsService.method.getItem, { id }).data
  if (!item) return null
  const words = wordsOf(item.kind)
  return (
    <Link to={`${words.path}/$id`} params={{ id: String(item.number) }} className="text-accent underline underline-offset-2">
      {words.one} #{String(item.number)}
    </Link>
  )
}
