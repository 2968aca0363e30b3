// Moving what is planned by days: shown at once, put right where somebody else was faster.
import { timestampDate } from '@bufbuild/protobuf/wkt'
import { useMutation } from '@tanstack/react-query'
import { undoLast } from '~/features/life/acts'
import { text as life } from '~/features/life/text'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { call } from '~/lib/call'
import { client, nameOf } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { touch } from '~/lib/subjects'
import { complain, tell } from '~/ui/Toast'
import { patchItem } from '../item/patchItem'
import { moved } from './days'
import { text } from './text'

const method = ItemsService.method.updateItem
const paths = { plannedStart: 'planned_start', plannedFinish: 'planned_finish' } as const

export function useMoveByDays() {
  const change = useMutation({
    mutationFn: ({ item, days }: { item: Item; days: number }) => {
      const fields = moved(item, days)
      const names = (Object.keys(paths) as (keyof typeof paths)[]).filter((name) => fields[name])
      return call(method, { item: { id: item.id, ...fields, revision: item.revision }, updateMask: { paths: names.map((name) => paths[name]) }, requestId: newRequestId() })
    },
    onMutate: ({ item, days }) => patchItem(item.id, moved(item, days)),
    onSuccess: (answer) => {
      const begin = answer.plannedStart ?? answer.plannedFinish
      if (begin) tell(text.moved(answer.title, timestampDate(begin)), { label: life.undo, run: () => undoLast(answer.id) })
    },
    onError: complain,
    onSettled: (answer, _error, { item }) => touch(client, nameOf(method), [answer, item.id]),
  })
  return (item: Item, days: number) => {
    if (days !== 0) change.mutate({ item, days })
  }
}
