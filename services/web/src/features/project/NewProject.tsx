import { useState } from 'react'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { inputLook } from '~/ui/input'
import { text } from './text'

/** Makes a project. */
export function NewProject({ onClose }: { onClose: () => void }) {
  const [requestId] = useRequestId()
  const [name, setName] = useState('')
  const create = useCommand(ProjectsService.method.createProject)
  const problem = create.error ? problemOf(create.error) : undefined
  return (
    <Dialog title={text.newProject} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!create.isPending) create.mutate({ name, requestId }, { onSuccess: onClose })
        }}
      >
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required value={name} onChange={(event) => setName(event.target.value)} className={inputLook} />
        </Field>
        <FormEnd problem={problem} busy={create.isPending} submit={text.create} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
