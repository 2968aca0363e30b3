import { Link } from '@tanstack/react-router'
import { OrganizationLink } from '~/features/profile/OrganizationLink'
import { PersonLink } from '~/features/profile/PersonLink'
import type { Project } from '~/gen/tandem/items/v1/projects_service_pb'
import { at } from '~/lib/time'
import { Badge } from '~/ui/Badge'
import { RichText } from '~/ui/RichText'
import { ProjectPortfolios } from '../portfolio/ProjectPortfolios'
import { PrivateMark } from '../sharing/PrivateMark'
import { ProjectFact } from './ProjectFact'
import { ProjectFields } from './ProjectFields'
import { ProjectStatusName } from './ProjectStatusName'
import { text } from './text'

/** What is known of a project. */
export function ProjectFacts({ project }: { project: Project }) {
  const search = { filter: `project = ${project.id}` }
  const marks = [project.archiveTime && text.archived, project.template && text.template, project.intake && text.intake].filter(Boolean)
  return (
    <div className="grid shrink-0 gap-3 border-b border-line px-4 py-3 text-sm">
      <div className="flex flex-wrap items-start gap-x-8 gap-y-2">
        <dl aria-label={text.about} className="flex min-w-0 grow flex-wrap gap-x-8 gap-y-2">
          <ProjectFact label={text.status}>{project.statusId && <ProjectStatusName id={project.statusId} />}</ProjectFact>
          <ProjectFact label={text.manager}>{project.managerId ? <PersonLink id={project.managerId} /> : text.nobody}</ProjectFact>
          {project.organizationId && (
            <ProjectFact label={text.organization}>
              <OrganizationLink id={project.organizationId} />
            </ProjectFact>
          )}
          {(project.plannedStart || project.plannedFinish) && (
            <ProjectFact label={text.planned}>
              {[project.plannedStart, project.plannedFinish].map((time) => at(time) || '…').join(' – ')}
            </ProjectFact>
          )}
          <ProjectFields project={project} />
          <ProjectFact label={text.portfolios}>
            <ProjectPortfolios projectId={project.id} />
          </ProjectFact>
        </dl>
        <span className="flex items-center gap-3">
          <PrivateMark project={project} />
          {marks.map((mark) => (
            <Badge key={String(mark)}>{String(mark)}</Badge>
          ))}
          <Link to="/tickets" search={search} className="text-accent hover:underline">
            {text.tickets}
          </Link>
          <Link to="/tasks" search={search} className="text-accent hover:underline">
            {text.tasks}
          </Link>
        </span>
      </div>
      {project.descriptionHtml && <RichText html={project.descriptionHtml} className="max-h-40 overflow-y-auto" />}
    </div>
  )
}
