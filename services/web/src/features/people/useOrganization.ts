// The organization behind an id.
import { OrganizationsService } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { useRead } from '~/lib/query'

export function useOrganization(id: string) {
  return useRead(OrganizationsService.method.getOrganization, { id }, id !== '').data
}
