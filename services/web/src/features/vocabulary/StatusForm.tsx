import { useState } from 'react'
import { type ItemType, ItemTypesService, State, type Status } from '~/gen/tandem/items/v1/item_types_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Check } from '~/ui/Check'
import { Dialog } from '~/ui/Dialog'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { StatusFields } from './StatusFields'
import { text } from './text'

/** Makes a status of a type, or changes one. */
export function StatusForm({ type, status, onClose }: { type: ItemType; status?: Status; onClose: () => void }) {
  const [requestId] = useRequestId()
  const [values, setValues] = useState({
    name: status?.name ?? '',
    state: status?.state ?? State.IN_PROGRESS,
    color: status?.color ?? '#d97706',
    pausesSla: status?.pausesSla ?? false,
  })
  const create = useCommand(ItemTypesService.method.createStatus)
  const update = useCommand(ItemTypesService.method.updateStatus)
  const busy = create.isPending || update.isPending
  const error = create.error ?? update.error
  const problem = error ? problemOf(error) : undefined
  const set = (some: Partial<typeof values>) => setValues({ ...values, ...some })
  const done = {
    onSuccess: () => {
      tell(text.saved)
      onClose()
    },
  }
  const save = () => {
    if (!status) return create.mutate({ kind: type.kind, typeIds: [type.id], ...values, requestId }, done)
    const paths = ['name', 'state', 'color', 'pauses_sla']
    return update.mutate({ status: { id: status.id, revision: status.revision, ...values }, updateMask: { paths } }, done)
  }
  return (
    <Dialog title={status ? text.editStatus : text.newStatus} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) save()
        }}
      >
        <StatusFields values={values} problem={problem} words={text} onChange={set} />
        <Check label={text.pauses} hint={text.pausesHint} checked={values.pausesSla} onChange={(pausesSla) => set({ pausesSla })} />
        <FormEnd
          problem={problem?.reason === 'STALE' ? { ...problem, message: text.stale } : problem}
          busy={busy}
          submit={status ? text.save : text.create}
          cancel={text.cancel}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
