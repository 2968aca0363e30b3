import { createFileRoute } from '@tanstack/react-router'
import { ItemsScreen } from '~/features/item/ItemsScreen'
import { itemSearch } from '~/features/item/search'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'

export const Route = createFileRoute('/_app/tickets/')({
  validateSearch: itemSearch,
  component: () => <ItemsScreen kind={Kind.TICKET} search={Route.useSearch()} />,
})
