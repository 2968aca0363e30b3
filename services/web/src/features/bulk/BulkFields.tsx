import { priorityLabel } from '~/features/item/PriorityMenu'
import { useOfferedTypes, useStatusesOfKind } from '~/features/item/useStatuses'
import { PersonSelect } from '~/features/people/PersonSelect'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { usePages } from '~/lib/query'
import { Check } from '~/ui/Check'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { BulkCustomFields } from './BulkCustomFields'
import { Pick } from './Pick'
import type { Form } from './change'
import { text } from './text'

interface Props {
  kind: Kind
  form: Form
  whyNotDelete: string | undefined
  onChange: (form: Form) => void
}

const none = 'none'
const named = (all: { id: string; name: string }[]) => all.map(({ id, name }) => ({ value: id, label: name }))

/** What many items get. */
export function BulkFields({ kind, form, whyNotDelete, onChange }: Props) {
  const asIs = [{ value: '', label: text.asIs }]
  const projects = usePages(ProjectsService.method.listProjects, { pageSize: 100 }).data?.pages.flatMap((page) => page.projects) ?? []
  const set = (change: Partial<Form>) => onChange({ ...form, ...change })
  const off = form.delete
  return (
    <>
      <fieldset disabled={off} className="grid gap-3 disabled:opacity-55 sm:grid-cols-2">
        <Pick label={text.status} value={form.statusId} options={named(useStatusesOfKind(kind))} onChange={(statusId) => set({ statusId })} />
        <Pick
          label={text.priority}
          value={form.priority}
          options={[0, 1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: priorityLabel(level) }))}
          onChange={(priority) => set({ priority })}
        />
        {(['addAssignee', 'removeAssignee'] as const).map((name) => (
          <Field key={name} label={text[name]}>
            <PersonSelect first={asIs} value={form[`${name}Id`]} onChange={(id) => set({ [`${name}Id`]: id })} />
          </Field>
        ))}
        {(['addTags', 'removeTags'] as const).map((name) => (
          <Field key={name} label={text[name]} hint={text.tagsHint}>
            <input value={form[name]} onChange={(event) => set({ [name]: event.target.value })} className={inputLook} />
          </Field>
        ))}
        <Pick
          label={text.project}
          value={form.projectId === undefined ? '' : form.projectId || none}
          options={[{ value: none, label: text.noProject }, ...named(projects)]}
          onChange={(id) => set({ projectId: id === '' ? undefined : id === none ? '' : id })}
        />
        <Pick label={text.type} value={form.typeId} options={named(useOfferedTypes(kind))} onChange={(typeId) => set({ typeId })} />
        <BulkCustomFields kind={kind} values={form.fields} onChange={(fields) => set({ fields })} />
        <Pick
          label={text.archive}
          value={form.archived}
          options={[
            { value: 'yes', label: text.toArchive },
            { value: 'no', label: text.fromArchive },
          ]}
          onChange={(archived) => set({ archived: archived as Form['archived'] })}
        />
      </fieldset>
      <Check label={text.delete} hint={text.deleteHint} disabledReason={whyNotDelete} checked={off} onChange={(checked) => set({ delete: checked })} />
    </>
  )
}
