import { FieldInputs } from '~/features/field/FieldInputs'
import { useItemFields } from '~/features/field/useFields'
import type { PlainValues } from '~/features/field/value'
import { priorityLabel } from '~/features/item/PriorityMenu'
import { ProjectSelect } from '~/features/item/ProjectSelect'
import { TypeSelect } from '~/features/item/TypeSelect'
import { wordsOf } from '~/features/item/text'
import { useTypes } from '~/features/item/useStatuses'
import { CustomerSelect } from '~/features/people/CustomerSelect'
import { PersonSelect } from '~/features/people/PersonSelect'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type Problem, fieldProblem } from '~/lib/error'
import { Field } from '~/ui/Field'
import { Select } from '~/ui/Select'
import { inputLook } from '~/ui/input'
import { text } from './text'

export interface TemplateForm {
  name: string
  kind: Kind.TICKET | Kind.TASK
  title: string
  priority: number
  assigneeIds: string[]
  projectId: string
  tags: string
  checklist: string
  subtasks: string
  typeId: string
  requesterId: string
  fields: PlainValues
}

interface Props {
  form: TemplateForm
  problem: Problem | undefined
  onChange: (form: TemplateForm) => void
}

const kinds = [Kind.TASK, Kind.TICKET].map((kind) => ({ value: kind, label: wordsOf(kind).one }))
const levels = [0, 1, 2, 3, 4, 5].map((level) => ({ value: level, label: priorityLabel(level) }))

/** Name, title, and what else an item is made with. */
export function TemplateFields({ form, problem, onChange }: Props) {
  const set = (change: Partial<TemplateForm>) => onChange({ ...form, ...change })
  const usual = useTypes().find((type) => type.kind === form.kind && type.default)
  // A template may leave open what an item must have: it is asked for when the item is made.
  const custom = useItemFields(form.kind, form.typeId || (usual?.id ?? '')).map((field) => ({ ...field, required: false }))
  const [assignee = '', ...others] = form.assigneeIds
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-[1fr_10rem]">
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required maxLength={250} value={form.name} onChange={(event) => set({ name: event.target.value })} className={inputLook} />
        </Field>
        <Field label={text.kind}>
          <Select options={kinds} value={form.kind} onChange={(kind) => set({ kind: kind === Kind.TICKET ? Kind.TICKET : Kind.TASK, typeId: '' })} />
        </Field>
      </div>
      <Field label={text.itemTitle} hint={text.itemTitleHint} problem={fieldProblem(problem, 'title')}>
        <input required maxLength={250} value={form.title} onChange={(event) => set({ title: event.target.value })} className={inputLook} />
      </Field>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={text.priority}>
          <Select options={levels} value={form.priority} onChange={(priority) => set({ priority })} />
        </Field>
        <Field label={text.assignee}>
          <PersonSelect first={[{ value: '', label: text.nobody }]} value={assignee} onChange={(id) => set({ assigneeIds: id ? [id, ...others] : others })} />
        </Field>
        <Field label={text.type} problem={fieldProblem(problem, 'type_id')}>
          <TypeSelect kind={form.kind} value={form.typeId} onChange={(typeId) => set({ typeId })} />
        </Field>
        <CustomerSelect label={text.requester} words={{ nobody: text.nobody, clear: text.noRequester, none: text.nobodyFound }} value={form.requesterId} onChange={(requesterId) => set({ requesterId })} />
        <Field label={text.project}>
          <ProjectSelect value={form.projectId} onChange={(projectId) => set({ projectId })} />
        </Field>
        <Field label={text.tags} hint={text.tagsHint} problem={fieldProblem(problem, 'tags')}>
          <input value={form.tags} onChange={(event) => set({ tags: event.target.value })} className={inputLook} />
        </Field>
        <Field label={text.checklist} hint={text.aLine} problem={fieldProblem(problem, 'checklist_lines')}>
          <textarea rows={3} value={form.checklist} onChange={(event) => set({ checklist: event.target.value })} className={`${inputLook} h-auto py-1.5`} />
        </Field>
        <Field label={text.subtaskTitles} hint={text.aLine} problem={fieldProblem(problem, 'subtask_titles')}>
          <textarea rows={3} value={form.subtasks} onChange={(event) => set({ subtasks: event.target.value })} className={`${inputLook} h-auto py-1.5`} />
        </Field>
      </div>
      <FieldInputs fields={custom} values={form.fields} problem={problem} onChange={(key, value) => set({ fields: { ...form.fields, [key]: value } })} />
    </>
  )
}
