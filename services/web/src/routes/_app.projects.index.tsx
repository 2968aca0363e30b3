import { createFileRoute } from '@tanstack/react-router'
import { ProjectsScreen } from '~/features/project/ProjectsScreen'

export const Route = createFileRoute('/_app/projects/')({
  validateSearch: (search: Record<string, unknown>): { portfolio?: string | undefined; archived?: boolean | undefined } => ({
    portfolio: typeof search.portfolio === 'string' ? search.portfolio : undefined,
    archived: search.archived === true || undefined,
  }),
  component: () => {
    const { portfolio = '', archived = false } = Route.useSearch()
    return <ProjectsScreen portfolio={portfolio} archived={archived} />
  },
})
