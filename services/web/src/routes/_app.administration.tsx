import { createFileRoute } from '@tanstack/react-router'
import { type AdminSearch, AdminScreen } from '~/features/admin/AdminScreen'
import { listSearch } from '~/features/people/listSearch'
import { openSearch } from '~/lib/useOpened'

/** The filter and the order are those of the users. */
export const Route = createFileRoute('/_app/administration')({
  validateSearch: (search: Record<string, unknown>): AdminSearch => ({ tab: typeof search.tab === 'string' ? search.tab : undefined, ...openSearch(search), ...listSearch(search) }),
  component: () => <AdminScreen search={Route.useSearch()} />,
})
