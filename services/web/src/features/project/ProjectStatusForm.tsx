import { useState } from 'react'
import { State } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type ProjectStatus, ProjectStatusesService } from '~/gen/tandem/items/v1/project_statuses_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { Select } from '~/ui/Select'
import { inputLook } from '~/ui/input'
import { ColorInput } from '../vocabulary/ColorInput'
import { states, text as vocabulary } from '../vocabulary/text'
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
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required maxLength={100} value={values.name} onChange={({ target }) => set({ name: target.value })} className={inputLook} />
        </Field>
        <Field label={text.state} hint={text.stateHint} problem={fieldProblem(problem, 'state')}>
          <Select options={states} value={values.state} onChange={(state) => set({ state })} />
        </Field>
        <Field label={text.color} problem={fieldProblem(problem, 'color')}>
          <ColorInput value={values.color} onChange={(color) => set({ color })} />
        </Field>
        <FormEnd problem={problem?.reason === 'STALE' ? { ...problem, message: vocabulary.stale } : problem} busy={busy} submit={status ? text.save : text.create} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
