import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { type Project, ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand, useRead } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { inputLook } from '~/ui/input'
import { FieldInputs } from '../field/FieldInputs'
import { useFields } from '../field/useFields'
import { type PlainValues, defaults, given } from '../field/value'
import { text } from './text'

/** Makes a project, empty or from a template. */
export function NewProject({ onClose }: { onClose: () => void }) {
  const [requestId] = useRequestId()
  const [name, setName] = useState('')
  const [template, setTemplate] = useState('')
  const [chosen, setChosen] = useState<PlainValues>({})
  const fields = useFields(CustomField_Target.PROJECT)
  const values = { ...defaults(fields), ...chosen }
  const navigate = useNavigate()
  const templates = useRead(ProjectsService.method.listProjects, { pageSize: 100, templatesOnly: true }).data?.projects ?? []
  const create = useCommand(ProjectsService.method.createProject)
  const clone = useCommand(ProjectsService.method.cloneProject)
  const error = create.error ?? clone.error
  const problem = error ? problemOf(error) : undefined
  const busy = create.isPending || clone.isPending
  const onSuccess = (made: Project) => {
    onClose()
    void navigate({ to: '/projects/$project', params: { project: made.id } })
  }
  const save = () => {
    if (template) clone.mutate({ id: template, name, withItems: true, requestId }, { onSuccess })
    else create.mutate({ name, requestId, fields: given(values) }, { onSuccess })
  }
  return (
    <Dialog title={text.newProject} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) save()
        }}
      >
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required value={name} onChange={(event) => setName(event.target.value)} className={inputLook} />
        </Field>
        {templates.length > 0 && (
          <Field label={text.fromTemplate}>
            <select value={template} onChange={({ target }) => setTemplate(target.value)} className={inputLook}>
              <option value="">{text.noTemplate}</option>
              {templates.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </Field>
        )}
        {!template && <FieldInputs fields={fields} values={values} problem={problem} onChange={(key, value) => setChosen({ ...chosen, [key]: value })} />}
        <FormEnd problem={problem} busy={busy} submit={text.create} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
