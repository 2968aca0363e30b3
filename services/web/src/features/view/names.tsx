// What things are called that items name by their ids.
import { useOrganization } from '~/features/people/useOrganization'
import { FoldersService } from '~/gen/tandem/items/v1/folders_service_pb'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { SlaPoliciesService } from '~/gen/tandem/items/v1/sla_policies_service_pb'
import { useRead } from '~/lib/query'
import { pathOf } from '../outline/outline'
import { usePortfolios } from '../portfolio/usePortfolios'
import { useFolders } from '../project/useFolders'
import { StatusDot } from '../item/StatusDot'
import { useStatus, useTypes } from '../item/useStatuses'

export function StatusName({ id }: { id: string }) {
  const status = useStatus(id)
  return (
    <span className="flex items-center gap-2">
      <StatusDot status={status} />
      <span className="truncate">{status?.name}</span>
    </span>
  )
}

export function TypeName({ id }: { id: string }) {
  return <>{useTypes().find((type) => type.id === id)?.name}</>
}

export function OrganizationName({ id }: { id: string }) {
  return <>{useOrganization(id)?.name}</>
}

export function ProjectName({ id }: { id: string }) {
  return <>{useRead(ProjectsService.method.getProject, { id }, id !== '').data?.name}</>
}

/** With what it is in. */
export function FolderName({ id }: { id: string }) {
  const { data: folder } = useRead(FoldersService.method.getFolder, { id }, id !== '')
  const { folders } = useFolders(folder?.projectId ?? '')
  return <>{pathOf(folders, id) || folder?.name}</>
}

export function PolicyName({ id }: { id: string }) {
  const { data } = useRead(SlaPoliciesService.method.listSlaPolicies, {}, id !== '')
  return <>{data?.slaPolicies.find((policy) => policy.id === id)?.name}</>
}

export function PortfolioName({ id }: { id: string }) {
  return <>{pathOf(usePortfolios(id !== '').portfolios, id)}</>
}
