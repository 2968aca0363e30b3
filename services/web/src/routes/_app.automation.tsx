import { createFileRoute } from '@tanstack/react-router'
import { type AutomationSearch, AutomationScreen } from '~/features/automation/AutomationScreen'
import { openSearch } from '~/lib/useOpened'

export const Route = createFileRoute('/_app/automation')({
  validateSearch: (search: Record<string, unknown>): AutomationSearch => ({ tab: typeof search.tab === 'string' ? search.tab : undefined, ...openSearch(search) }),
  component: () => <AutomationScreen search={Route.useSearch()} />,
})
