// Changing one custom field of an item: shown at once; the last one wins, as for its status.
import { useMutation } from '@tanstack/react-query'
import { type Plain, fromPlain, isEmpty } from '~/features/field/value'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { call } from '~/lib/call'
import { client, nameOf } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { touch } from '~/lib/subjects'
import { complain } from '~/ui/Toast'
import { patchItem } from './patchItem'

const method = ItemsService.method.updateItem

interface FieldChange {
  key: string
  value: Plain
}

export function useFieldChange(item: Item) {
  return useMutation({
    // One after the other: each is made on what the one before left.
    scope: { id: item.id },
    mutationFn: ({ key, value }: FieldChange) =>
      call(method, {
        item: { id: item.id, fields: { [key]: fromPlain(value) } },
        updateMask: { paths: [`fields.${key}`] },
        requestId: newRequestId(),
      }),
    onMutate: ({ key, value }) => {
      const { [key]: _, ...others } = item.fields
      patchItem(item.id, { fields: isEmpty(value) ? others : { ...others, [key]: fromPlain(value) } })
    },
    onSuccess: (answer) => patchItem(item.id, { fields: answer.fields, revision: answer.revision }),
    onError: complain,
    onSettled: (answer) => touch(client, nameOf(method), [answer, item.id]),
  })
}
