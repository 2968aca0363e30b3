import { type FormEvent, useState } from 'react'
import { type Project, ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { fromInput, toInput } from '~/lib/time'
import { Check } from '~/ui/Check'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { Fixed } from '~/ui/Fixed'
import { FormEnd } from '~/ui/FormEnd'
import { LazyEditor } from '~/ui/LazyEditor'
import { inputLook } from '~/ui/input'
import { PersonSelect } from '../people/PersonSelect'
import { whyNotManage } from '../sharing/may'
import { ColorInput } from '../vocabulary/ColorInput'
import { text } from './text'
import { useProjectStatuses } from './useProjectStatuses'

/** What those who plan it change, and what its managers change besides. */
const planned = ['description_html', 'status_id', 'planned_start', 'planned_finish']
const managed = ['name', 'color', 'manager_id', 'template']

/** Changes what a project says of itself. */
export function ProjectForm({ project, onClose }: { project: Project; onClose: () => void }) {
  const [values, setValues] = useState({
    name: project.name,
    statusId: project.statusId,
    managerId: project.managerId,
    color: project.color,
    start: toInput(project.plannedStart),
    finish: toInput(project.plannedFinish),
    template: project.template,
    descriptionHtml: project.descriptionHtml,
  })
  const statuses = useProjectStatuses()
  const update = useCommand(ProjectsService.method.updateProject)
  const problem = update.error ? problemOf(update.error) : undefined
  const fixed = whyNotManage(project)
  const set = (some: Partial<typeof values>) => setValues((before) => ({ ...before, ...some }))
  const save = (event?: FormEvent) => {
    event?.preventDefault()
    if (update.isPending) return
    const { start, finish, ...plain } = values
    const [plannedStart, plannedFinish] = [fromInput(start), fromInput(finish)]
    const dates = { ...(plannedStart ? { plannedStart } : {}), ...(plannedFinish ? { plannedFinish } : {}) }
    const known = (fixed ? planned : [...managed, ...planned]).filter((path) => path !== 'status_id' || plain.statusId)
    update.mutate({ project: { id: project.id, revision: project.revision, ...plain, ...dates }, updateMask: { paths: known } }, { onSuccess: onClose })
  }
  return (
    <Dialog wide title={text.editTitle} open onClose={onClose}>
      <form className="grid gap-3" onSubmit={save}>
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus disabled={Boolean(fixed)} title={fixed} required maxLength={250} value={values.name} onChange={({ target }) => set({ name: target.value })} className={inputLook} />
        </Field>
        <div className="grid gap-3 sm:grid-cols-[1fr_1fr_4rem]">
          <Field label={text.status} problem={fieldProblem(problem, 'status_id')}>
            <select value={values.statusId} onChange={({ target }) => set({ statusId: target.value })} className={inputLook}>
              {!values.statusId && <option value="">{text.noStatus}</option>}
              {statuses.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
          <Fixed reason={fixed}>
            <Field label={text.manager} problem={fieldProblem(problem, 'manager_id')}>
              <PersonSelect noTeams first={[{ value: '', label: text.nobody }]} value={values.managerId} onChange={(managerId) => set({ managerId })} />
            </Field>
            <Field label={text.color}>
              <ColorInput value={values.color} onChange={(color) => set({ color })} />
            </Field>
          </Fixed>
        </div>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={text.plannedStart}>
            <input type="datetime-local" value={values.start} onChange={({ target }) => set({ start: target.value })} className={inputLook} />
          </Field>
          <Field label={text.plannedFinish} problem={fieldProblem(problem, 'planned_finish')}>
            <input type="datetime-local" min={values.start} value={values.finish} onChange={({ target }) => set({ finish: target.value })} className={inputLook} />
          </Field>
        </div>
        <LazyEditor
          label={text.description}
          initialHtml={project.descriptionHtml}
          onChange={(descriptionHtml) => set({ descriptionHtml })}
          onSubmit={save}
          className="max-h-72 min-h-28 rounded-md border border-strong-line/60"
        />
        <Fixed reason={fixed}>
          <Check label={text.template} hint={text.templateHint} checked={values.template} onChange={(template) => set({ template })} />
        </Fixed>
        <FormEnd
          problem={problem?.reason === 'STALE' ? { ...problem, message: text.stale } : problem}
          busy={update.isPending}
          submit={text.save}
          cancel={text.cancel}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
