import { createFileRoute } from '@tanstack/react-router'
import { CustomerPage } from '~/features/profile/CustomerPage'
import { profileSearch } from '~/features/profile/search'

export const Route = createFileRoute('/_app/customers/$customer')({
  validateSearch: profileSearch,
  component: () => {
    const { customer } = Route.useParams()
    return <CustomerPage key={customer} id={customer} search={Route.useSearch()} />
  },
})
