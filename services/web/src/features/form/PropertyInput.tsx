import { priorityLabel } from '~/features/item/PriorityMenu'
import { ProjectSelect } from '~/features/item/ProjectSelect'
import { inputLook } from '~/ui/input'
import { AssigneesInput } from './AssigneesInput'
import { RequestersInput } from './RequestersInput'
import { TagsInput } from './TagsInput'
import type { Draft, Property } from './draft'

interface Props {
  field: Exclude<Property, 'description_html'>
  label: string
  draft: Draft
  onChange: (some: Partial<Draft>) => void
  /** From its field. */
  id?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
}

const levels = [0, 1, 2, 3, 4, 5]

/** The box in which a property of an item is given that every item has. */
export function PropertyInput({ field, label, draft, onChange, ...rest }: Props) {
  switch (field) {
    case 'priority':
      return (
        <select {...rest} value={draft.priority} onChange={({ target }) => onChange({ priority: Number(target.value) })} className={inputLook}>
          {levels.map((level) => (
            <option key={level} value={level}>
              {priorityLabel(level)}
            </option>
          ))}
        </select>
      )
    case 'assignee_ids':
      return <AssigneesInput {...rest} label={label} ids={draft.assignee_ids} onChange={(ids) => onChange({ assignee_ids: ids })} />
    case 'requester_ids':
      return <RequestersInput {...rest} label={label} ids={draft.requester_ids} onChange={(ids) => onChange({ requester_ids: ids })} />
    case 'requester':
      return (
        <input
          {...rest}
          type="email"
          value={draft.requester}
          placeholder="name@company.com"
          onChange={({ target }) => onChange({ requester: target.value })}
          className={inputLook}
        />
      )
    case 'project_id':
      return <ProjectSelect {...rest} value={draft.project_id} onChange={(id) => onChange({ project_id: id })} />
    case 'tags':
      return <TagsInput {...rest} value={draft.tags} onChange={(tags) => onChange({ tags })} />
    case 'planned_start':
    case 'planned_finish':
      return (
        <input
          {...rest}
          type="datetime-local"
          min={field === 'planned_finish' ? draft.planned_start : undefined}
          value={draft[field]}
          onChange={({ target }) => onChange({ [field]: target.value })}
          className={inputLook}
        />
      )
    default:
      return <span />
  }
}
