import { useDeferredValue, useState } from 'react'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { ExportMenu } from '~/features/transfer/ExportMenu'
import { usePages } from '~/lib/query'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { SearchBox } from '~/ui/SearchBox'
import { Trouble } from '~/ui/Trouble'
import { VirtualList } from '~/ui/VirtualList'
import { CustomerRow } from './CustomerRow'
import { text } from './text'

/** Customers whose name or address has a word that begins as typed. */
export function CustomerList() {
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const list = usePages(CustomersService.method.listCustomers, { query, pageSize: 50 })
  const customers = list.data?.pages.flatMap((page) => page.customers) ?? []
  return (
    <>
      <SearchBox label={text.search} value={typed} onChange={setTyped}>
        <ExportMenu path="/v1/customers:export" query={{ query }} />
      </SearchBox>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={6} />}
      {list.data && customers.length === 0 && <Empty title={text.none} />}
      {customers.length > 0 && (
        <VirtualList
          label={text.people}
          rows={customers}
          keyOf={(customer) => customer.id}
          rowHeight={49}
          onNearEnd={() => list.hasNextPage && !list.isFetching && void list.fetchNextPage()}
        >
          {(customer) => <CustomerRow customer={customer} />}
        </VirtualList>
      )}
    </>
  )
}
