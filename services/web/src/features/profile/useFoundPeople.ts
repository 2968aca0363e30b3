// Customers, users and organizations by the beginning of their names, each with where their page is.
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { OrganizationsService } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { useRead } from '~/lib/query'
import { pageOf } from './pageOf'

/** The most of each. */
const most = 4

export function useFoundPeople(query: string, asking: boolean) {
  const asked = { query, pageSize: most }
  const customers = useRead(CustomersService.method.listCustomers, asked, asking).data?.customers ?? []
  const users = useRead(UsersService.method.listUsers, asked, asking).data?.users ?? []
  const organizations = useRead(OrganizationsService.method.listOrganizations, asked, asking).data?.organizations ?? []
  const people = [...customers, ...users].map(({ id, name, email }) => ({ id, name: name || email, hint: name ? email : '' }))
  return [...people, ...organizations.map(({ id, name, domains }) => ({ id, name, hint: domains[0] ?? '' }))].flatMap((one) => {
    const page = pageOf(one.id)
    return page ? [{ ...one, page }] : []
  })
}
