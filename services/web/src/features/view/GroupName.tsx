import { FieldValue } from '~/features/field/FieldValue'
import { useFields } from '~/features/field/useFields'
import { CustomField_Target, CustomField_Type } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { PersonName } from '~/features/people/PersonName'
import { Stars } from '~/ui/Stars'
import { priorityLabel } from '../item/PriorityMenu'
import { FolderName, OrganizationName, PolicyName, PortfolioName, ProjectName, StatusName, TypeName } from './names'
import { breaches, dues, nobodys, states, text } from './text'

/** What a group is called. */
export function GroupName({ by, value }: { by: string; value: string }) {
  if (value === '' && nobodys[by]) return <>{nobodys[by]}</>
  switch (by) {
    case 'status':
      return <StatusName id={value} />
    case 'status.state':
      return <>{states[value] ?? value}</>
    case 'type':
      return <TypeName id={value} />
    case 'priority':
      return value === '0' ? <>{priorityLabel(0)}</> : <Stars value={Number(value)} label={priorityLabel(Number(value))} />
    case 'assignee':
    case 'requester':
      return <PersonName id={value} />
    case 'organization':
      return <OrganizationName id={value} />
    case 'project':
      return <ProjectName id={value} />
    case 'folder':
      return <FolderName id={value} />
    case 'portfolio':
      return <PortfolioName id={value} />
    case 'sla':
      return <PolicyName id={value} />
    case 'breached':
      return <>{breaches[value] ?? value}</>
    case 'due_time':
      return <>{dues[value] ?? value}</>
    default:
      return by.startsWith('fields.') ? <ChoiceName of={by.slice(7)} value={value} /> : <>{value}</>
  }
}

function ChoiceName({ of, value }: { of: string; value: string }) {
  const field = useFields(CustomField_Target.ITEM).find(({ key }) => key === of)
  if (value === '') return <>{text.without(field?.name ?? of)}</>
  return field ? <FieldValue line field={field} value={field.type === CustomField_Type.CHECKBOX ? value === 'true' : value} /> : <>{value}</>
}
