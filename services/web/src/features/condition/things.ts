// What a value may be that is chosen by its name: organizations, projects, portfolios, SLA policies, people who ask.
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { OrganizationsService } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { SlaPoliciesService } from '~/gen/tandem/items/v1/sla_policies_service_pb'
import { usePages, useRead } from '~/lib/query'
import type { Choice } from '~/ui/Picker'
import { inOrder, pathOf } from '../outline/outline'
import { usePortfolios } from '../portfolio/usePortfolios'
import { useFolders } from '../project/useFolders'
import { text } from './text'

const kinds = ['customer', 'organization', 'project', 'portfolio', 'folder', 'sla'] as const
export type ThingKind = (typeof kinds)[number]

export function isThing(kind: string): kind is ThingKind {
  return kinds.some((one) => one === kind)
}

/** Those that are found elsewhere by what is typed; the others are few and read whole. */
export const searched: ReadonlySet<ThingKind> = new Set(['customer', 'organization'])

/** The folders of a project by their paths. */
export function useFolderChoices(projectId: string): Choice[] {
  const { folders } = useFolders(projectId)
  return inOrder(folders).map(({ node: { id } }) => ({ id, label: pathOf(folders, id) }))
}

export function useThings(kind: ThingKind, query: string, open: boolean): Choice[] {
  const customers = useRead(CustomersService.method.listCustomers, { query, pageSize: 20 }, open && kind === 'customer')
  const organizations = useRead(OrganizationsService.method.listOrganizations, { query, pageSize: 20 }, open && kind === 'organization')
  const projects = usePages(ProjectsService.method.listProjects, { pageSize: 100, showArchived: true }, open && kind === 'project')
  const policies = useRead(SlaPoliciesService.method.listSlaPolicies, {}, kind === 'sla')
  const { portfolios } = usePortfolios(kind === 'portfolio')
  switch (kind) {
    case 'customer':
      return [{ id: 'me', label: text.me }, ...(customers.data?.customers ?? []).map(({ id, name, email }) => ({ id, label: name || email, ...(name ? { hint: email } : {}) }))]
    case 'organization':
      return (organizations.data?.organizations ?? []).map(({ id, name }) => ({ id, label: name }))
    case 'project':
      return (projects.data?.pages.flatMap((page) => page.projects) ?? []).map(({ id, name }) => ({ id, label: name }))
    case 'portfolio':
      return inOrder(portfolios).map(({ node: { id } }) => ({ id, label: pathOf(portfolios, id) }))
    default:
      return (policies.data?.slaPolicies ?? []).map(({ id, name }) => ({ id, label: name }))
  }
}
