import { createFileRoute } from '@tanstack/react-router'
import { UserPage } from '~/features/profile/UserPage'
import { profileSearch } from '~/features/profile/search'

export const Route = createFileRoute('/_app/users/$user')({
  validateSearch: profileSearch,
  component: () => {
    const { user } = Route.useParams()
    return <UserPage key={user} id={user} search={Route.useSearch()} />
  },
})
