import { useState } from 'react'
import { useFields } from '~/features/field/useFields'
import { toPlain } from '~/features/field/value'
import { patchItem } from '~/features/item/patchItem'
import { offerUndo } from '~/features/life/acts'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { toInput } from '~/lib/time'
import { FormEnd } from '~/ui/FormEnd'
import { AskedInput } from './AskedInput'
import { type Draft, isGiven, toItem } from './draft'
import type { Missing } from './missing'
import { labelOf, text } from './text'

/** Asks for what is missing, and gives the item its status with it. */
export function MissingForm({ missing: { item, statusId, fields }, onDone }: { missing: Missing; onDone: () => void }) {
  const [requestId, again] = useRequestId()
  const custom = useFields(CustomField_Target.ITEM)
  const [draft, setDraft] = useState(() => draftOf(item))
  const update = useCommand(ItemsService.method.updateItem)
  const problem = update.error ? problemOf(update.error) : undefined
  const asked = [...new Set([...fields, ...(problem?.reason === 'MISSING_FIELDS' ? problem.fields.map(({ field }) => field.replace(/^item\./, '')) : [])])]
  const lacking = asked.find((field) => !isGiven(field, draft))
  const send = () => {
    if (update.isPending || lacking) return
    const paths = ['status_id', ...asked]
    update.mutate(
      { item: { id: item.id, statusId, ...toItem(asked, draft) }, updateMask: { paths }, requestId },
      {
        onSuccess: (answer) => {
          patchItem(item.id, { statusId: answer.statusId, fields: answer.fields, revision: answer.revision })
          onDone()
          offerUndo(item.id)
        },
        onError: again,
      },
    )
  }
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {asked.map((field) => (
        <AskedInput
          key={field}
          field={field}
          required
          custom={custom}
          draft={draft}
          problem={problem}
          onChange={(some) => setDraft((before) => ({ ...before, ...some }))}
          onSubmit={send}
        />
      ))}
      <FormEnd
        problem={problem}
        busy={update.isPending}
        disabledReason={lacking && text.mustBeGiven(labelOf(lacking, custom))}
        submit={text.finish}
        cancel={text.cancel}
        onCancel={onDone}
      />
    </form>
  )
}

function draftOf(item: Item): Draft {
  return {
    description_html: item.descriptionHtml,
    priority: item.priority,
    assignee_ids: item.assigneeIds,
    requester_ids: item.requesterIds,
    requester: '',
    project_id: item.projectId,
    tags: item.tags,
    planned_start: toInput(item.plannedStart),
    planned_finish: toInput(item.plannedFinish),
    own: Object.fromEntries(Object.entries(item.fields).map(([key, value]) => [key, toPlain(value)])),
  }
}
