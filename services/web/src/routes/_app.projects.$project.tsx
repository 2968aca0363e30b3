import { createFileRoute } from '@tanstack/react-router'
import { ProjectScreen } from '~/features/project/ProjectScreen'

export const Route = createFileRoute('/_app/projects/$project')({
  validateSearch: (search: Record<string, unknown>): { folder?: string | undefined } => ({
    folder: typeof search.folder === 'string' ? search.folder : undefined,
  }),
  component: () => {
    const { project } = Route.useParams()
    return <ProjectScreen key={project} id={project} folder={Route.useSearch().folder ?? ''} />
  },
})
