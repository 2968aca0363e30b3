import { createFileRoute } from '@tanstack/react-router'
import { CustomersScreen } from '~/features/customer/CustomersScreen'
import { type ListSearch, listSearch } from '~/features/people/listSearch'

interface Search extends ListSearch {
  tab?: 'organizations' | undefined
}

export const Route = createFileRoute('/_app/customers/')({
  validateSearch: (search: Record<string, unknown>): Search => ({ ...listSearch(search), tab: search.tab === 'organizations' ? search.tab : undefined }),
  component: Customers,
})

function Customers() {
  const { tab = 'people', ...search } = Route.useSearch()
  return <CustomersScreen tab={tab} search={search} />
}
