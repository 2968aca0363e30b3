// The items of a list, page by page.
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { usePages } from '~/lib/query'
import { listInput } from './itemFilter'

const none: Item[] = []

export function useItems(kind: Kind, filter: string, orderBy: string) {
  const query = usePages(ItemsService.method.listItems, listInput(kind, filter, orderBy))
  const { hasNextPage, isFetching, fetchNextPage } = query
  return {
    items: query.data?.pages.flatMap((page) => page.items) ?? none,
    error: query.error,
    loading: query.isPending,
    /** The rows are of the filter before this one. */
    old: query.isPlaceholderData,
    hasMore: hasNextPage,
    more: () => {
      if (hasNextPage && !isFetching) void fetchNextPage()
    },
    again: () => void query.refetch(),
  }
}
