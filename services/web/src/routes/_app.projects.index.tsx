import { createFileRoute } from '@tanstack/react-router'
import { ProjectsScreen } from '~/features/project/ProjectsScreen'

export const Route = createFileRoute('/_app/projects/')({
  validateSearch: (search: Record<string, unknown>): { portfolio?: string | undefined } => ({
    portfolio: typeof search.portfolio === 'string' ? search.portfolio : undefined,
  }),
  component: () => <ProjectsScreen portfolio={Route.useSearch().portfolio ?? ''} />,
})
