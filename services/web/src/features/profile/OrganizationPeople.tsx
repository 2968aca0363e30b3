import { Users } from 'lucide-react'
import { useDeferredValue, useRef, useState } from 'react'
import { CustomerRow } from '~/features/customer/CustomerRow'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { SearchBox } from '~/ui/SearchBox'
import { Trouble } from '~/ui/Trouble'
import { text } from './text'
import { useRowSteps } from './useRowSteps'

/** Who belongs to an organization. */
export function OrganizationPeople({ id }: { id: string }) {
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const list = usePages(CustomersService.method.listCustomers, { organizationId: id, query, pageSize: 50 })
  const customers = list.data?.pages.flatMap((page) => page.customers) ?? []
  const rows = useRef<HTMLUListElement>(null)
  useRowSteps(rows)
  return (
    <>
      <SearchBox label={text.searchPeople} value={typed} onChange={setTyped} />
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={5} />}
      {list.data && customers.length === 0 && (
        <Empty icon={<Users aria-hidden />} title={text.nobody}>
          <p className="text-sm">{text.nobodyAbout}</p>
        </Empty>
      )}
      <ul ref={rows} aria-label={text.people}>
        {customers.map((customer) => (
          <li key={customer.id}>
            <CustomerRow customer={customer} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="ghost" className="m-2 self-start" onClick={() => void list.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </>
  )
}
