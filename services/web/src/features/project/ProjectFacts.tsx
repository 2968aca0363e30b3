import { Link } from '@tanstack/react-router'
import { useOrganization } from '~/features/people/useOrganization'
import type { Project } from '~/gen/tandem/items/v1/projects_service_pb'
import { ProjectPortfolios } from '../portfolio/ProjectPortfolios'
import { text } from './text'

/** What is known of a project. */
export function ProjectFacts({ project }: { project: Project }) {
  const organization = useOrganization(project.organizationId)
  const search = { filter: `project = ${project.id}` }
  return (
    <div className="flex shrink-0 flex-wrap items-start gap-x-8 gap-y-2 border-b border-line px-4 py-3 text-sm">
      <dl aria-label={text.about} className="flex min-w-0 grow flex-wrap gap-x-8 gap-y-2">
        {organization && (
          <div>
            <dt className="text-soft">{text.organization}</dt>
            <dd>{organization.name}</dd>
          </div>
        )}
        <div className="min-w-0">
          <dt className="text-soft">{text.portfolios}</dt>
          <dd>
            <ProjectPortfolios projectId={project.id} />
          </dd>
        </div>
      </dl>
      <span className="flex gap-3">
        <Link to="/tickets" search={search} className="text-accent hover:underline">
          {text.tickets}
        </Link>
        <Link to="/tasks" search={search} className="text-accent hover:underline">
          {text.tasks}
        </Link>
      </span>
    </div>
  )
}
