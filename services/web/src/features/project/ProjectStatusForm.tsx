import { useState } from 'react'
import { State } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type ProjectStatus, ProjectStatusesService } from '~/gen/tandem/items/v1/project_statuses_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { FormEnd } from '~/ui/FormEnd'
import { StatusFields } from '../vocabulary/StatusFields'
import { text as vocabulary } from '../vocabulary/text'
import { text } from './text'

/** Makes a status of projects, or changes one. */
export function ProjectStatusForm({ status, onClose }: { status: ProjectStatus | undefined; onClose: () => void }) {
  const [requestId] = useRequestId()
  const [values, setValues] = useState({ name: status?.name ?? '', state: status?.state ?? State.IN_PROGRESS, color: status?.color ?? '#d97706' })
  const create = useCommand(ProjectStatusesService.method.createProjectStatus)
  const update = useCommand(ProjectStatusesService.method.updateProjectStatus)
  const busy = create.isPending || update.isPending
  const error = create.error ?? update.error
  const problem = error ? problemOf(error) : undefined
  const set = (some: Partial<typeof values>) => setValues({ ...values, ...some })
  const save = () => {
    const done = { onSuccess: onClose }
    if (!status) return create.mutate({ ...values, requestId }, done)
    return update.mutate({ projectStatus: { id: status.id, revision: status.revision, ...values }, updateMask: { paths: ['name', 'state', 'color'] } }, done)
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
        <FormEnd problem={problem?.reason === 'STALE' ? { ...problem, message: vocabulary.stale } : problem} busy={busy} submit={status ? text.save : text.create} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
