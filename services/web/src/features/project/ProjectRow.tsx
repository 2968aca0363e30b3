import { Link } from '@tanstack/react-router'
import { Folder } from 'lucide-react'
import { useOrganization } from '~/features/people/useOrganization'
import type { Project } from '~/gen/tandem/items/v1/projects_service_pb'
import { Badge } from '~/ui/Badge'
import { PrivateMark } from '../sharing/PrivateMark'
import { ProjectStatusName } from './ProjectStatusName'
import { text } from './text'

/** A project in the list of them. */
export function ProjectRow({ project }: { project: Project }) {
  const organization = useOrganization(project.organizationId)
  const search = { filter: `project = ${project.id}` }
  return (
    <div className="flex h-12 items-center gap-3 border-b border-line px-4">
      <Folder aria-hidden className="size-4 shrink-0 text-soft" style={project.color ? { color: project.color } : undefined} />
      <Link to="/projects/$project" params={{ project: project.id }} className="min-w-0 grow truncate font-medium hover:underline">
        {project.name}
      </Link>
      <PrivateMark project={project} />
      {project.archiveTime && <Badge>{text.archived}</Badge>}
      {project.template && <Badge>{text.template}</Badge>}
      <span className="hidden w-28 shrink-0 items-center gap-1.5 text-sm text-soft sm:flex">
        <ProjectStatusName id={project.statusId} />
      </span>
      <span className="hidden w-44 shrink-0 truncate text-sm text-soft lg:block">{organization && text.serves(organization.name)}</span>
      <Link to="/tickets" search={search} className="text-sm text-accent hover:underline">
        {text.tickets}
      </Link>
      <Link to="/tasks" search={search} className="text-sm text-accent hover:underline">
        {text.tasks}
      </Link>
    </div>
  )
}
