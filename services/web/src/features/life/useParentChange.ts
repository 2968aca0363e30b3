// Moving an item under another, or out from under it.
import { useMutation } from '@tanstack/react-query'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { call } from '~/lib/call'
import { client, nameOf } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { touch } from '~/lib/subjects'

const method = ItemsService.method.updateItem

export function useParentChange() {
  return useMutation({
    mutationFn: ({ item, parentId }: { item: Item; parentId: string }) =>
      call(method, { item: { id: item.id, parentId }, updateMask: { paths: ['parent_id'] }, requestId: newRequestId() }),
    onSettled: (answer, _error, { item, parentId }) => touch(client, nameOf(method), [answer, item.id, item.parentId, parentId]),
  })
}
