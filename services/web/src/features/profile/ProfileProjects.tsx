import { Folder } from 'lucide-react'
import { ProjectRow } from '~/features/project/ProjectRow'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { usePages } from '~/lib/query'
import { Empty } from '~/ui/Empty'
import { Rows } from './Rows'
import { tabs, text } from './text'

/** The projects that are shared with somebody, that serve an organization, or that a user manages. */
export function ProfileProjects({ id }: { id: string }) {
  const list = usePages(ProjectsService.method.listProjects, { personId: id, pageSize: 50 })
  const projects = list.data?.pages.flatMap((page) => page.projects) ?? []
  const empty = (
    <Empty icon={<Folder aria-hidden />} title={text.noProjects}>
      <p className="text-sm">{text.noProjectsAbout}</p>
    </Empty>
  )
  return (
    <Rows
      label={tabs.projects}
      list={list}
      empty={empty}
      error={list.error}
      onRetry={() => void list.refetch()}
    >
      {projects.map((project) => (
        <li key={project.id}>
          <ProjectRow project={project} />
        </li>
      ))}
    </Rows>
  )
}
