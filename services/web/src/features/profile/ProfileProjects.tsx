import { Folder } from 'lucide-react'
import { useRef } from 'react'
import { ProjectRow } from '~/features/project/ProjectRow'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { tabs, text } from './text'
import { useRowSteps } from './useRowSteps'

/** The projects that are shared with somebody, that serve an organization, or that a user manages. */
export function ProfileProjects({ id }: { id: string }) {
  const list = usePages(ProjectsService.method.listProjects, { personId: id, pageSize: 50 })
  const projects = list.data?.pages.flatMap((page) => page.projects) ?? []
  const rows = useRef<HTMLUListElement>(null)
  useRowSteps(rows)
  return (
    <>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={4} />}
      {list.data && projects.length === 0 && (
        <Empty icon={<Folder aria-hidden />} title={text.noProjects}>
          <p className="text-sm">{text.noProjectsAbout}</p>
        </Empty>
      )}
      <ul ref={rows} aria-label={tabs.projects}>
        {projects.map((project) => (
          <li key={project.id}>
            <ProjectRow project={project} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="ghost" className="m-2 self-start" onClick={() => void list.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </>
  )
}
