import { useDeferredValue, useState } from 'react'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { FilterLine } from '~/features/people/FilterLine'
import { ListHeads } from '~/features/people/ListHeads'
import { ListTools } from '~/features/people/ListTools'
import { type ListSearch, asked } from '~/features/people/listSearch'
import { useListColumns } from '~/features/people/useListColumns'
import { usePages } from '~/lib/query'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { SearchBox } from '~/ui/SearchBox'
import { Trouble } from '~/ui/Trouble'
import { VirtualList } from '~/ui/VirtualList'
import { CustomerRow } from './CustomerRow'
import { text } from './text'

interface Props {
  search: ListSearch
  onSearch: (search: ListSearch) => void
}

/** Customers whose name or address has a word that begins as typed. */
export function CustomerList({ search, onSearch }: Props) {
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const { shown } = useListColumns('customers')
  const list = usePages(CustomersService.method.listCustomers, { query, ...asked(search), pageSize: 50 })
  const customers = list.data?.pages.flatMap((page) => page.customers) ?? []
  return (
    <>
      <SearchBox label={text.search} value={typed} onChange={setTyped}>
        <ListTools of="customers" search={search} onSearch={onSearch} query={{ query }} />
      </SearchBox>
      <FilterLine search={search} onSearch={onSearch} />
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={6} />}
      {list.data && customers.length === 0 && <Empty title={text.none} />}
      {customers.length > 0 && <ListHeads columns={shown} after="w-12 shrink-0" />}
      {customers.length > 0 && (
        <VirtualList
          label={text.people}
          rows={customers}
          keyOf={(customer) => customer.id}
          rowHeight={49}
          onNearEnd={() => list.hasNextPage && !list.isFetching && void list.fetchNextPage()}
        >
          {(customer) => <CustomerRow customer={customer} columns={shown} />}
        </VirtualList>
      )}
    </>
  )
}
