// Who is behind an id: users and teams are few and read whole; customers are read as they are seen, many at a time.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { type Team, TeamsService } from '~/gen/tandem/directory/v1/teams_service_pb'
import { type User, UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { batched } from '~/lib/batch'
import { call } from '~/lib/call'
import { nameOf, read, useRead } from '~/lib/query'

export interface Person {
  id: string
  name: string
  email: string
  organizationId: string
  team?: boolean
}

/** The most that pickers show. */
const most = 100

const none: never[] = []

export function useUsers(): User[] {
  return useRead(UsersService.method.listUsers, { pageSize: most, showDisabled: true }).data?.users ?? none
}

export function useTeams(): Team[] {
  return useRead(TeamsService.method.listTeams, { pageSize: most }).data?.teams ?? none
}

/** Whether there are more users than are read whole: pickers search then. */
export function useManyUsers(): boolean {
  return Boolean(useRead(UsersService.method.listUsers, { pageSize: most, showDisabled: true }).data?.nextPageToken)
}

/** Users and teams an item can be assigned to whose names have what is typed. */
export function useFoundAssignees(typed: string): Person[] {
  const query = typed.trim()
  const searches = useManyUsers() && query !== ''
  const all = useAssignees()
  const found = useQuery({ ...read(UsersService.method.listUsers, { pageSize: 20, query }), enabled: searches, placeholderData: keepPreviousData })
  const matching = all.filter((person) => matches(person, query))
  if (!searches) return matching
  const users = (found.data?.users ?? []).map(({ id, name, email }) => ({ id, name, email, organizationId: '' }))
  return [...users, ...matching.filter(({ team }) => team)]
}

function matches({ name, email }: Person, query: string): boolean {
  const inside = `${name} ${email}`.toLowerCase()
  return query.toLowerCase().split(/\s+/).every((word) => inside.includes(word))
}

/** Users and teams an item can be assigned to. */
export function useAssignees(): Person[] {
  const users = useUsers()
  const teams = useTeams()
  return [
    ...users.filter((user) => !user.disabled).map(({ id, name, email }) => ({ id, name, email, organizationId: '' })),
    ...teams.map(({ id, name }) => ({ id, name, email: '', organizationId: '', team: true })),
  ]
}

const fetchCustomer = batched(async (ids) => {
  const answer = await call(CustomersService.method.batchGetCustomers, { ids })
  return new Map(answer.customers.map((customer) => [customer.id, customer]))
}, 100)

/** A customer; undefined while it is read, and for ids that are no customer's. */
export function useCustomer(id: string) {
  return useQuery({
    queryKey: [nameOf(CustomersService.method.getCustomer), { id }],
    queryFn: () => fetchCustomer(id),
    enabled: id.startsWith('cus_'),
    staleTime: 300_000,
  }).data
}

/** Anybody by id; undefined while nobody is known by it. */
export function usePerson(id: string): Person | undefined {
  const assignees = useAssignees()
  const users = useUsers()
  const customer = useCustomer(id)
  // Somebody beyond those who are read whole.
  const many = useManyUsers()
  const listed = users.find((one) => one.id === id)
  const user = useRead(UsersService.method.getUser, { id }, many && !listed && id.startsWith('usr_')).data ?? listed
  if (customer) return customer
  if (user) return { id, name: user.name, email: user.email, organizationId: '' }
  if (id === 'system') return { id, name: 'Tandem', email: '', organizationId: '' }
  if (id.startsWith('rule_')) return { id, name: 'Automation', email: '', organizationId: '' }
  return assignees.find((one) => one.id === id)
}
