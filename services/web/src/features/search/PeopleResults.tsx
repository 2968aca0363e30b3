import { SearchX } from 'lucide-react'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { OrganizationsService } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { useRead } from '~/lib/query'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { PersonRow } from './PersonRow'
import { text } from './text'

/** Customers, users and organizations whose names or addresses have words that begin so, or that are spelt much the same. */
export function PeopleResults({ q }: { q: string }) {
  const asked = { query: q, pageSize: 50 }
  const customers = useRead(CustomersService.method.listCustomers, asked)
  const users = useRead(UsersService.method.listUsers, asked)
  const organizations = useRead(OrganizationsService.method.listOrganizations, asked)
  const error = customers.error ?? users.error ?? organizations.error
  const pending = customers.isPending || users.isPending || organizations.isPending
  const groups = [
    { name: text.customers, rows: customers.data?.customers ?? [] },
    { name: text.team, rows: users.data?.users ?? [] },
    { name: text.organizations, rows: (organizations.data?.organizations ?? []).map(({ id, name, domains }) => ({ id, name, email: domains.join(', ') })) },
  ].filter(({ rows }) => rows.length > 0)
  const corrected = customers.data?.correctedQuery || users.data?.correctedQuery || organizations.data?.correctedQuery
  return (
    <>
      {error && <Trouble error={error} onRetry={() => void Promise.all([customers.refetch(), users.refetch(), organizations.refetch()])} />}
      {pending && <Loading lines={6} />}
      {!pending && !error && groups.length === 0 && <Empty icon={<SearchX aria-hidden />} title={text.nothing} />}
      {corrected && (
        <p role="status" className="border-b border-line px-4 py-2 text-sm">
          {text.showing} <strong>{corrected}</strong>.
        </p>
      )}
      {groups.map(({ name, rows }) => (
        <section key={name} aria-label={name}>
          <h2 className="px-4 pt-3 pb-1 text-xs font-medium text-soft">{name}</h2>
          <ul aria-label={name}>
            {rows.map((person) => (
              <li key={person.id}>
                <PersonRow person={person} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}
