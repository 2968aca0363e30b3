import { createFileRoute } from '@tanstack/react-router'
import { SearchScreen } from '~/features/search/SearchScreen'
import { searchSearch } from '~/features/search/search'

export const Route = createFileRoute('/_app/search')({
  validateSearch: searchSearch,
  component: () => <SearchScreen search={Route.useSearch()} />,
})
