// Moving items between the columns of a board: shown at once, put back where the server refuses.
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { call } from '~/lib/call'
import { client, nameOf } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { touch } from '~/lib/subjects'
import { patchItem } from '../item/patchItem'

const method = ItemsService.method.updateItem

interface Said {
  onSuccess: () => void
  onError: (error: unknown) => void
}

export function useMove() {
  /** What stands in another column than the server last said, until it says so. */
  const [moved, setMoved] = useState<Item[]>([])
  const without = (id: string) => setMoved((all) => all.filter((one) => one.id !== id))
  const mutation = useMutation({
    mutationFn: ({ item, statusId }: { item: Item; statusId: string }) =>
      call(method, { item: { id: item.id, statusId }, updateMask: { paths: ['status_id'] }, requestId: newRequestId() }),
    onSettled: (answer, error, { item }) => {
      if (error) {
        without(item.id)
        patchItem(item.id, { statusId: item.statusId })
      } else if (answer) {
        patchItem(item.id, { statusId: answer.statusId, revision: answer.revision })
        void client.invalidateQueries({ queryKey: [nameOf(ItemsService.method.listItems)] }).then(() => without(item.id))
      }
      touch(client, nameOf(method), [answer, item.id])
    },
  })
  const move = (item: Item, statusId: string, { onSuccess, onError }: Said) => {
    setMoved((all) => [...all.filter((one) => one.id !== item.id), { ...item, statusId }])
    patchItem(item.id, { statusId })
    mutation.mutate({ item, statusId }, { onSuccess, onError })
  }
  return { moved, move }
}
