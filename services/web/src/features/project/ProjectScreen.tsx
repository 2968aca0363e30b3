import { useNavigate } from '@tanstack/react-router'
import { Folder } from 'lucide-react'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { useRead } from '~/lib/query'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Page } from '~/ui/Page'
import { ShareProject } from '../sharing/ShareProject'
import { both } from '../view/shown'
import { FolderPane, noFolder } from './FolderPane'
import { NewProjectItem } from './NewProjectItem'
import { ProjectActions } from './ProjectActions'
import { ProjectFacts } from './ProjectFacts'
import { ProjectItems } from './ProjectItems'
import { text } from './text'

/** One project: what is known of it, its folders, and its items. */
export function ProjectScreen({ id, folder }: { id: string; folder: string }) {
  const navigate = useNavigate()
  const { data: project, error } = useRead(ProjectsService.method.getProject, { id })
  const select = (next: string) => navigate({ to: '/projects/$project', params: { project: id }, search: { folder: next || undefined } })
  const inFolder = folder === '' ? '' : folder === noFolder ? 'NOT folder:*' : `folder = ${folder}`
  return (
    <Page
      title={project?.name ?? text.title}
      actions={
        project && (
          <>
            <NewProjectItem project={project} folderId={folder === noFolder ? '' : folder} />
            <ShareProject project={project} />
            <ProjectActions project={project} />
          </>
        )
      }
    >
      {error && <Empty icon={<Folder aria-hidden />} title={text.notFound} />}
      {!project && !error && <Loading lines={6} />}
      {project && (
        <div className="flex min-h-0 grow flex-col overflow-y-auto lg:flex-row lg:overflow-visible">
          <FolderPane project={project} selected={folder} onSelect={(next) => void select(next)} />
          <div className="flex min-w-0 grow flex-col lg:min-h-0">
            <ProjectFacts project={project} />
            <ProjectItems key={folder} filter={both(`project = ${id}`, inFolder)} />
          </div>
        </div>
      )}
    </Page>
  )
}
