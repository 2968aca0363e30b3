import { priorityLabel } from '~/features/item/PriorityMenu'
import { ProjectSelect } from '~/features/item/ProjectSelect'
import { wordsOf } from '~/features/item/text'
import { useStatuses } from '~/features/item/useStatuses'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { SlaPoliciesService } from '~/gen/tandem/items/v1/sla_policies_service_pb'
import { useRead } from '~/lib/query'
import { Field } from '~/ui/Field'
import { Select } from '~/ui/Select'
import { inputLook } from '~/ui/input'
import { ActionField } from './ActionField'
import { ActionMessage } from './ActionMessage'
import { ActionPeople } from './ActionPeople'
import { ActionTags } from './ActionTags'
import { text } from './actionText'
import type { Said } from './macroForm'

interface Props {
  kinds: Kind[]
  action: Said
  onChange: (action: Said) => void
}

const levels = [0, 1, 2, 3, 4, 5].map((level) => ({ value: level, label: priorityLabel(level) }))

/** What an action needs; nothing for those that need nothing. */
export function ActionFields({ kinds, action, onChange }: Props) {
  const statuses = useStatuses().filter(({ kind, retired }) => kinds.includes(kind) && !retired)
  const policies = useRead(SlaPoliciesService.method.listSlaPolicies, {}, action.case === 'setSla').data?.slaPolicies ?? []
  switch (action.case) {
    case 'setStatus':
      return (
        <Field label={text.status}>
          <select required value={action.value.status ?? ''} onChange={({ target }) => onChange({ case: 'setStatus', value: { status: target.value } })} className={inputLook}>
            <option value="">{text.choose}</option>
            {statuses.map(({ id, name, kind }) => (
              <option key={id} value={id}>
                {kinds.length > 1 ? `${name} (${wordsOf(kind).one})` : name}
              </option>
            ))}
          </select>
        </Field>
      )
    case 'setPriority':
      return (
        <Field label={text.priority}>
          <Select options={levels} value={action.value.priority ?? 0} onChange={(priority) => onChange({ case: 'setPriority', value: { priority } })} />
        </Field>
      )
    case 'assign':
      return <ActionPeople label={text.assignees} ids={action.value.ids ?? []} onChange={(ids) => onChange({ case: 'assign', value: { ids } })} />
    case 'assignRoundRobin':
      return <ActionPeople label={text.among} none={text.everybody} ids={action.value.ids ?? []} onChange={(ids) => onChange({ case: 'assignRoundRobin', value: { ids } })} />
    case 'addTags':
      return <ActionTags tags={action.value.tags ?? []} onChange={(tags) => onChange({ case: 'addTags', value: { tags } })} />
    case 'removeTags':
      return <ActionTags tags={action.value.tags ?? []} onChange={(tags) => onChange({ case: 'removeTags', value: { tags } })} />
    case 'moveToProject':
      return (
        <Field label={text.project}>
          <ProjectSelect value={action.value.projectId ?? ''} onChange={(projectId) => onChange({ case: 'moveToProject', value: { projectId } })} />
        </Field>
      )
    case 'setSla':
      return (
        <Field label={text.policy}>
          <select value={action.value.slaPolicyId ?? ''} onChange={({ target }) => onChange({ case: 'setSla', value: { slaPolicyId: target.value } })} className={inputLook}>
            <option value="">{text.usualPolicy}</option>
            {policies.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
      )
    case 'setField':
      return <ActionField kinds={kinds} action={action} onChange={onChange} />
    case 'postMessage':
    case 'sendEmail':
      return <ActionMessage action={action} onChange={onChange} />
    default:
      return null
  }
}
