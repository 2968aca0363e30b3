import { useNavigate } from '@tanstack/react-router'
import { Folder, Plus } from 'lucide-react'
import { useState } from 'react'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Check } from '~/ui/Check'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Page } from '~/ui/Page'
import { Trouble } from '~/ui/Trouble'
import { VirtualList } from '~/ui/VirtualList'
import { PortfolioPane } from '../portfolio/PortfolioPane'
import { NewProject } from './NewProject'
import { ProjectRow } from './ProjectRow'
import { text } from './text'

/** What items are put in, all of them or those of a portfolio. */
export function ProjectsScreen({ portfolio, archived }: { portfolio: string; archived: boolean }) {
  const [adding, setAdding] = useState(false)
  const navigate = useNavigate()
  const list = usePages(ProjectsService.method.listProjects, { pageSize: 50, portfolioId: portfolio, showArchived: archived })
  const go = (next: { portfolio?: string | undefined; archived?: boolean | undefined }) =>
    void navigate({ to: '/projects', search: { portfolio: portfolio || undefined, archived: archived || undefined, ...next } })
  const projects = list.data?.pages.flatMap((page) => page.projects) ?? []
  return (
    <Page
      title={text.title}
      actions={
        <Button look="primary" onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          {text.newProject}
        </Button>
      }
    >
      <div className="flex min-h-0 grow flex-col lg:flex-row">
        <PortfolioPane selected={portfolio} onSelect={(id) => go({ portfolio: id || undefined })} />
        <div className="flex min-h-0 min-w-0 grow flex-col">
          <div className="shrink-0 border-b border-line px-4 py-2">
            <Check label={text.showArchived} checked={archived} onChange={(on) => go({ archived: on || undefined })} />
          </div>
          {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
          {list.isPending && <Loading lines={5} />}
          {list.data && projects.length === 0 && <Empty icon={<Folder aria-hidden />} title={portfolio ? text.noneInPortfolio : text.none} />}
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
        </div>
      </div>
      {adding && <NewProject onClose={() => setAdding(false)} />}
    </Page>
  )
}
