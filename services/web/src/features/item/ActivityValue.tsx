import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { text as words } from '~/features/field/text'
import { useFields } from '~/features/field/useFields'
import { ItemName } from '~/features/life/ItemName'
import { PersonName } from '~/features/people/PersonName'
import { CustomField_Target, CustomField_Type } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { useRead } from '~/lib/query'
import { at, spell } from '~/lib/time'
import { FolderName, OrganizationName, PolicyName } from '../view/names'
import { priorityLabel } from './PriorityMenu'
import { useStatus, useTypes } from './useStatuses'

/** A value as it was or became, in people's words where it holds ids. */
export function ActivityValue({ field, value }: { field: string; value: string }) {
  if (field === 'status_id') return <StatusName id={value} />
  if (field === 'sla_policy_id') return <PolicyName id={value} />
  if (field === 'type_id') return <TypeName id={value} />
  if (field === 'parent_id') return <ItemName id={value} />
  if (field === 'project_id') return <ProjectName id={value} />
  if (field === 'folder_id') return <FolderPath id={value} />
  if (field === 'organization_id' && value.startsWith('org_')) return <OrganizationName id={value} />
  if (field === 'priority') return <span className="text-ink">{priorityLabel(Number(value)).toLowerCase()}</span>
  if (field === 'percent_complete') return <span className="text-ink">{value} %</span>
  if (field.startsWith('planned_')) return <span className="text-ink">{at(timestampFromDate(new Date(value)))}</span>
  if (field === 'assignee_ids' || field === 'requester_ids') {
    const ids = value.match(/[a-z]+_[0-9a-f]{32}/g) ?? []
    return (
      <span className="text-ink">
        {ids.map((id, index) => (
          <span key={id}>
            {index > 0 && ', '}
            <PersonName id={id} />
          </span>
        ))}
      </span>
    )
  }
  if (field.startsWith('fields.')) return <OwnValue field={field} value={value} />
  const effort = field === 'actual_effort' ? /^(\d+)s$/.exec(value) : undefined
  return <span className="text-ink">{effort ? spell(Number(effort[1])) : value}</span>
}

/** A value of a custom field; choices are told by their names. */
function OwnValue({ field, value }: { field: string; value: string }) {
  const custom = useFields(CustomField_Target.ITEM).find(({ key }) => field === `fields.${key}`)
  const said = { true: words.yes, false: words.no }[custom?.type === CustomField_Type.CHECKBOX ? value : '']
  return <span className="text-ink">{said ?? value}</span>
}

function StatusName({ id }: { id: string }) {
  return <span className="text-ink">{useStatus(id)?.name ?? id}</span>
}

function TypeName({ id }: { id: string }) {
  return <span className="text-ink">{useTypes().find((type) => type.id === id)?.name ?? id}</span>
}

function FolderPath({ id }: { id: string }) {
  return (
    <span className="text-ink">
      <FolderName id={id} />
    </span>
  )
}

function ProjectName({ id }: { id: string }) {
  const { data } = useRead(ProjectsService.method.getProject, { id }, id.startsWith('proj_'))
  return <span className="text-ink">{data?.name ?? '…'}</span>
}
