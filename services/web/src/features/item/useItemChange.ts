// Changing an item: shown at once, refused as a whole if somebody else was faster.
import { useMutation } from '@tanstack/react-query'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { call } from '~/lib/call'
import { problemOf } from '~/lib/error'
import { client, nameOf } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { touch } from '~/lib/subjects'
import { askForMissing } from '~/features/form/missing'
import { offerUndo } from '~/features/life/acts'
import { complain } from '~/ui/Toast'
import { type ItemFields, patchItem, revisionOf } from './patchItem'
import { text } from './text'

const method = ItemsService.method.updateItem

/** Fields where the last one wins; all others are refused if the item changed since it was read. */
const unguarded = new Set<string>(['statusId', 'typeId', 'priority'])

export function useItemChange(item: Item) {
  return useMutation({
    // One after the other: each is made on what the one before left.
    scope: { id: item.id },
    mutationFn: (fields: ItemFields) => {
      const names = Object.keys(fields)
      const guarded = names.some((name) => !unguarded.has(name))
      return call(method, {
        item: { id: item.id, ...fields, ...(guarded ? { revision: revisionOf(item.id) ?? item.revision } : {}) },
        updateMask: { paths: names.map(snake) },
        requestId: newRequestId(),
      })
    },
    onMutate: (fields) => patchItem(item.id, fields),
    onSuccess: (answer, fields) => {
      patchItem(item.id, { ...only(answer, fields), revision: answer.revision })
      offerUndo(item.id)
    },
    onError: (error, fields) => {
      if (askForMissing(error, item, fields.statusId)) return
      complain(problemOf(error).reason === 'STALE' ? text.changedMeanwhile : error)
    },
    onSettled: (answer) => touch(client, nameOf(method), [answer, item.id]),
  })
}

/** What the server made of the fields that were changed; others may be waiting to be changed. */
function only(answer: Item, fields: ItemFields): ItemFields {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, answer[name as keyof ItemFields]]))
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
