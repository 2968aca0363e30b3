import { Link } from '@tanstack/react-router'
import { ListCells } from '~/features/people/ListCells'
import type { ListColumn } from '~/features/people/useListColumns'
import type { Customer } from '~/gen/tandem/directory/v1/customers_service_pb'
import { Avatar } from '~/ui/Avatar'
import { Badge } from '~/ui/Badge'
import { text } from './text'

interface Props {
  customer: Customer
  columns: ListColumn[]
}

/** A customer, with the ways to their page and their tickets. */
export function CustomerRow({ customer, columns }: Props) {
  return (
    <div className="flex h-12 items-center gap-3 border-b border-line px-4">
      <Avatar id={customer.id} name={customer.name || customer.email} size="large" />
      <span className="flex min-w-0 grow basis-0 items-center gap-2">
        <span className="min-w-0">
          <Link to="/customers/$customer" params={{ customer: customer.id }} className="block max-w-full truncate rounded font-medium hover:underline">
            {customer.name || customer.email}
          </Link>
          <span className="block truncate text-xs text-soft">{customer.email}</span>
        </span>
        {customer.disabled && <Badge>{text.disabled}</Badge>}
      </span>
      <ListCells columns={columns} row={customer} />
      <Link to="/tickets" search={{ filter: `requester = ${customer.id}` }} className="w-12 shrink-0 text-right text-sm text-accent hover:underline">
        {text.tickets}
      </Link>
    </div>
  )
}
