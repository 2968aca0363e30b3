import { Link } from '@tanstack/react-router'
import { Folder, Plus } from 'lucide-react'
import { useState } from 'react'
import { useOrganization } from '~/features/people/useOrganization'
import { type Project, ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Page } from '~/ui/Page'
import { Trouble } from '~/ui/Trouble'
import { VirtualList } from '~/ui/VirtualList'
import { NewProject } from './NewProject'
import { text } from './text'

/** What items are put in. */
export function ProjectsScreen() {
  const [adding, setAdding] = useState(false)
  const list = usePages(ProjectsService.method.listProjects, { pageSize: 50 })
  const projects = list.data?.pages.flatMap((page) => page.projects) ?? []
  return (
    <Page
      title={text.title}
      actions={
        <Button onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          {text.newProject}
        </Button>
      }
    >
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={5} />}
      {list.data && projects.length === 0 && <Empty icon={<Folder aria-hidden />} title={text.none} />}
      {projects.length > 0 && (
        <VirtualList
          label={text.title}
          rows={projects}
          keyOf={(project) => project.id}
          rowHeight={49}
          onNearEnd={() => list.hasNextPage && !list.isFetching && void list.fetchNextPage()}
        >
          {(project) => <ProjectRow project={project} />}
        </VirtualList>
      )}
      {adding && <NewProject onClose={() => setAdding(false)} />}
    </Page>
  )
}

function ProjectRow({ project }: { project: Project }) {
  const organization = useOrganization(project.organizationId)
  const search = { filter: `project = ${project.id}` }
  return (
    <div className="flex h-12 items-center gap-3 border-b border-line px-4">
      <Folder aria-hidden className="size-4 shrink-0 text-soft" />
      <span className="min-w-0 grow truncate font-medium">{project.name}</span>
      <span className="hidden truncate text-sm text-soft sm:block">{organization && text.serves(organization.name)}</span>
      <Link to="/tickets" search={search} className="text-sm text-accent hover:underline">
        {text.tickets}
      </Link>
      <Link to="/tasks" search={search} className="text-sm text-accent hover:underline">
        {text.tasks}
      </Link>
    </div>
  )
}
