// The statuses of projects: few, read whole.
import { type ProjectStatus, ProjectStatusesService } from '~/gen/tandem/items/v1/project_statuses_service_pb'
import { useRead } from '~/lib/query'

const none: ProjectStatus[] = []

export function useProjectStatuses(): ProjectStatus[] {
  return useRead(ProjectStatusesService.method.listProjectStatuses, {}).data?.projectStatuses ?? none
}
