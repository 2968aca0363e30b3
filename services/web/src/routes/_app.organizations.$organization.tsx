import { createFileRoute } from '@tanstack/react-router'
import { OrganizationPage } from '~/features/profile/OrganizationPage'
import { profileSearch } from '~/features/profile/search'

export const Route = createFileRoute('/_app/organizations/$organization')({
  validateSearch: profileSearch,
  component: () => {
    const { organization } = Route.useParams()
    return <OrganizationPage key={organization} id={organization} search={Route.useSearch()} />
  },
})
