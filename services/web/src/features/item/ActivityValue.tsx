import { PersonName } from '~/features/people/PersonName'
import { SlaPoliciesService } from '~/gen/tandem/items/v1/sla_policies_service_pb'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { useRead } from '~/lib/query'
import { spell } from '~/lib/time'
import { useStatus, useTypes } from './useStatuses'

/** A value as it was or became, in people's words where it holds ids. */
export function ActivityValue({ field, value }: { field: string; value: string }) {
  if (field === 'status_id') return <StatusName id={value} />
  if (field === 'sla_policy_id') return <PolicyName id={value} />
  if (field === 'type_id') return <TypeName id={value} />
  if (field === 'project_id') return <ProjectName id={value} />
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
  const effort = field === 'actual_effort' ? /^(\d+)s$/.exec(value) : undefined
  return <span className="text-ink">{effort ? spell(Number(effort[1])) : value}</span>
}

function StatusName({ id }: { id: string }) {
  return <span className="text-ink">{useStatus(id)?.name ?? id}</span>
}

function PolicyName({ id }: { id: string }) {
  const { data } = useRead(SlaPoliciesService.method.listSlaPolicies, {})
  return <span className="text-ink">{data?.slaPolicies.find((policy) => policy.id === id)?.name ?? '…'}</span>
}

function TypeName({ id }: { id: string }) {
  return <span className="text-ink">{useTypes().find((type) => type.id === id)?.name ?? id}</span>
}

function ProjectName({ id }: { id: string }) {
  const { data } = useRead(ProjectsService.method.getProject, { id }, id.startsWith('proj_'))
  return <span className="text-ink">{data?.name ?? '…'}</span>
}
