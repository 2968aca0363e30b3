import { createFileRoute } from '@tanstack/react-router'
import { CannedScreen } from '~/features/canned/CannedScreen'
import { cannedSearch } from '~/features/canned/search'

export const Route = createFileRoute('/_app/canned-replies')({
  validateSearch: cannedSearch,
  component: () => <CannedScreen search={Route.useSearch()} />,
})
