import { useState } from 'react'
import { type Project, ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { fromInput, toInput } from '~/lib/time'
import { Check } from '~/ui/Check'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { text } from './text'

interface Props {
  from: Project
  onMade: (id: string) => void
  onClose: () => void
}

/** Makes a project from another. */
export function CloneProject({ from, onMade, onClose }: Props) {
  const [requestId] = useRequestId()
  const [name, setName] = useState('')
  const [withItems, setWithItems] = useState(true)
  const [start, setStart] = useState(toInput(from.plannedStart))
  const clone = useCommand(ProjectsService.method.cloneProject)
  const problem = clone.error ? problemOf(clone.error) : undefined
  const plannedStart = fromInput(start)
  const onSuccess = (made: Project) => {
    tell(text.made(made.name))
    onClose()
    onMade(made.id)
  }
  const save = () => {
    if (!clone.isPending) clone.mutate({ id: from.id, name, withItems, requestId, ...(plannedStart ? { plannedStart } : {}) }, { onSuccess })
  }
  return (
    <Dialog title={text.cloneTitle(from.name)} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required maxLength={250} value={name} onChange={({ target }) => setName(target.value)} className={inputLook} />
        </Field>
        <Field label={text.plannedStart} problem={fieldProblem(problem, 'planned_start')}>
          <input type="datetime-local" value={start} onChange={({ target }) => setStart(target.value)} className={inputLook} />
        </Field>
        <Check label={text.withItems} hint={text.withItemsHint} checked={withItems} onChange={setWithItems} />
        <FormEnd problem={problem} busy={clone.isPending} submit={text.create} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
