// Changing an item: shown at once, refused as a whole if somebody else was faster.
import { useMutation } from '@tanstack/react-query'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { call } from '~/lib/call'
import { problemOf } from '~/lib/error'
import { client, nameOf } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { touch } from '~/lib/subjects'
import { complain } from '~/ui/Toast'
import { type ItemFields, patchItem } from './patchItem'
import { text } from './text'

const method = ItemsService.method.updateItem

/** Fields where the last one wins; all others are refused if the item changed since it was read. */
const unguarded = new Set<string>(['statusId', 'priority'])

export function useItemChange(item: Item) {
  return useMutation({
    mutationFn: (fields: ItemFields) => {
      const names = Object.keys(fields)
      const guarded = names.some((name) => !unguarded.has(name))
      return call(method, {
        item: { id: item.id, ...fields, ...(guarded ? { revision: item.revision } : {}) },
        updateMask: { paths: names.map(snake) },
        requestId: newRequestId(),
      })
    },
    onMutate: (fields) => patchItem(item.id, fields),
    onError: (error) => complain(problemOf(error).reason === 'STALE' ? text.changedMeanwhile : error),
    onSettled: (answer) => touch(client, nameOf(method), [answer, item.id]),
  })
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
