import { createFileRoute } from '@tanstack/react-router'
import { Dashboard } from '~/features/dashboard/Dashboard'

export const Route = createFileRoute('/_app/')({
  validateSearch: (search: Record<string, unknown>): { dashboard?: string | undefined } => ({
    dashboard: typeof search.dashboard === 'string' ? search.dashboard : undefined,
  }),
  component: () => <Dashboard chosen={Route.useSearch().dashboard} />,
})
