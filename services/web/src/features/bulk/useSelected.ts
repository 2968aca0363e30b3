// The selected items themselves.
import { useQueries } from '@tanstack/react-query'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { read } from '~/lib/query'

/** The items of these ids, by their numbers; undefined until all are read. What is gone is left out. */
export function useSelected(ids: string[]): Item[] | undefined {
  return useQueries({
    queries: ids.map((id) => read(ItemsService.method.getItem, { id })),
    combine: (all) =>
      all.some(({ isPending }) => isPending) ? undefined : all.flatMap(({ data }) => data ?? []).toSorted((one, other) => Number(one.number - other.number)),
  })
}
