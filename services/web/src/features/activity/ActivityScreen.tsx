import { Link, useNavigate } from '@tanstack/react-router'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { ViewsService } from '~/gen/tandem/items/v1/views_service_pb'
import { useRead } from '~/lib/query'
import { Page } from '~/ui/Page'
import { ActivityLog } from './ActivityLog'
import type { ActivitySearch } from './search'
import { text } from './text'

/** What happened to all items that one sees, to one, to those of a project, or to those in a view. */
export function ActivityScreen({ search }: { search: ActivitySearch }) {
  const navigate = useNavigate()
  const { subject, project, view, ...asked } = search
  const ofItem = useRead(ItemsService.method.getItem, { id: subject ?? '' }, subject !== undefined).data
  const inProject = useRead(ProjectsService.method.getProject, { id: project ?? '' }, project !== undefined)
  const inView = useRead(ViewsService.method.getView, { id: view ?? '' }, view !== undefined)
  const name = ofItem ? `#${ofItem.number} ${ofItem.title}` : (inProject.data?.name ?? inView.data?.name)
  const scope = subject ? { itemId: subject } : project ? { items: `project = ${project}` } : view ? { viewId: view } : {}
  return (
    <Page title={name === undefined ? text.title : text.of(name)}>
      <div className="grid min-h-0 grow content-start gap-4 overflow-y-auto p-4">
        <p className="text-sm text-soft">
          {text.about}{' '}
          {(subject ?? project ?? view) && (
            <Link to="/activity" className="text-accent underline">
              {text.all}
            </Link>
          )}
        </p>
        <ActivityLog scope={scope} asked={asked} onChange={(next) => void navigate({ to: '/activity', search: { subject, project, view, ...next }, replace: true })} />
      </div>
    </Page>
  )
}
