// What the items of a filter fall into by one field.
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type ItemGroup, ViewsService } from '~/gen/tandem/items/v1/views_service_pb'
import { useRead } from '~/lib/query'
import { wordsOf } from '../item/text'
import { both } from './shown'

const none: ItemGroup[] = []

export function useGroups(kind: Kind, filter: string, groupBy: string) {
  const whole = both(filter, `kind = ${wordsOf(kind).filterValue}`)
  const { data, error, refetch } = useRead(ViewsService.method.listItemGroups, { filter: whole, groupBy })
  return { groups: data?.groups ?? none, more: data?.more ?? false, loading: !data, error: data ? null : error, again: () => void refetch() }
}
