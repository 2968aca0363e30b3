import { Users } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { CustomerRow } from '~/features/customer/CustomerRow'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { usePages } from '~/lib/query'
import { Empty } from '~/ui/Empty'
import { SearchBox } from '~/ui/SearchBox'
import { Rows } from './Rows'
import { text } from './text'

const none: never[] = []

/** Who belongs to an organization. */
export function OrganizationPeople({ id }: { id: string }) {
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const list = usePages(CustomersService.method.listCustomers, { organizationId: id, query, pageSize: 50 })
  const customers = list.data?.pages.flatMap((page) => page.customers) ?? []
  const empty = (
    <Empty icon={<Users aria-hidden />} title={text.nobody}>
      <p className="text-sm">{text.nobodyAbout}</p>
    </Empty>
  )
  return (
    <>
      <SearchBox label={text.searchPeople} value={typed} onChange={setTyped} />
      <Rows
        label={text.people}
        list={list}
        empty={empty}
        error={list.error}
        onRetry={() => void list.refetch()}
      >
        {customers.map((customer) => (
          <li key={customer.id}>
            <CustomerRow customer={customer} columns={none} />
          </li>
        ))}
      </Rows>
    </>
  )
}
