import { createFileRoute } from '@tanstack/react-router'
import { type AdminSearch, AdminScreen } from '~/features/admin/AdminScreen'
import { openSearch } from '~/lib/useOpened'

export const Route = createFileRoute('/_app/administration')({
  validateSearch: (search: Record<string, unknown>): AdminSearch => ({ tab: typeof search.tab === 'string' ? search.tab : undefined, ...openSearch(search) }),
  component: () => <AdminScreen search={Route.useSearch()} />,
})
