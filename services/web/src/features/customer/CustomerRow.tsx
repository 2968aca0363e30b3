import { Link } from '@tanstack/react-router'
import { useOrganization } from '~/features/people/useOrganization'
import type { Customer } from '~/gen/tandem/directory/v1/customers_service_pb'
import { Avatar } from '~/ui/Avatar'
import { Badge } from '~/ui/Badge'
import { OrganizationLink } from '../profile/OrganizationLink'
import { text } from './text'

/** A customer, with the ways to their page and their tickets. */
export function CustomerRow({ customer }: { customer: Customer }) {
  const organization = useOrganization(customer.organizationId)
  return (
    <div className="flex h-12 items-center gap-3 border-b border-line px-4">
      <Avatar id={customer.id} name={customer.name || customer.email} size="large" />
      <span className="min-w-0 grow basis-0">
        <Link to="/customers/$customer" params={{ customer: customer.id }} className="block max-w-full truncate rounded font-medium hover:underline">
          {customer.name || customer.email}
        </Link>
        <span className="block truncate text-xs text-soft">{customer.email}</span>
      </span>
      {customer.disabled && <Badge>{text.disabled}</Badge>}
      <span className="hidden min-w-0 grow basis-0 truncate text-sm text-soft sm:block">{organization && <OrganizationLink id={organization.id} />}</span>
      <Link to="/tickets" search={{ filter: `requester = ${customer.id}` }} className="text-sm text-accent hover:underline">
        {text.tickets}
      </Link>
    </div>
  )
}
