import { useNavigate } from '@tanstack/react-router'
import { Archive, ArchiveRestore, Copy, Ellipsis, History, Pencil } from 'lucide-react'
import { useState } from 'react'
import { type Project, ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { useCommand } from '~/lib/query'
import { Confirm } from '~/ui/Confirm'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { complain, tell } from '~/ui/Toast'
import { whyNotManage, whyNotPlan } from '../sharing/may'
import { CloneProject } from './CloneProject'
import { ProjectForm } from './ProjectForm'
import { text } from './text'

/** What is done with a project. */
export function ProjectActions({ project }: { project: Project }) {
  const [open, setOpen] = useState<'edit' | 'clone' | 'archive'>()
  const navigate = useNavigate()
  const archive = useCommand(ProjectsService.method.archiveProject)
  const restore = useCommand(ProjectsService.method.restoreProject)
  const { id, name } = project
  const close = () => setOpen(undefined)
  const putAway = () => {
    const onSuccess = () => {
      close()
      tell(text.nowArchived(name), { label: text.restore, run: () => restore.mutate({ id }, { onError: complain }) })
    }
    archive.mutate({ id }, { onSuccess, onError: complain })
  }
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label={text.actions}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem disabledReason={whyNotPlan(project)} icon={<Pencil aria-hidden />} onSelect={() => setOpen('edit')}>
          {text.edit}
        </MenuItem>
        <MenuItem icon={<Copy aria-hidden />} onSelect={() => setOpen('clone')}>
          {text.clone}
        </MenuItem>
        <MenuItem icon={<History aria-hidden />} onSelect={() => void navigate({ to: '/activity', search: { project: id } })}>
          {text.activity}
        </MenuItem>
        {project.archiveTime ? (
          <MenuItem disabledReason={whyNotManage(project)} icon={<ArchiveRestore aria-hidden />} onSelect={() => restore.mutate({ id }, { onSuccess: () => tell(text.restored(name)), onError: complain })}>
            {text.restore}
          </MenuItem>
        ) : (
          <MenuItem disabledReason={whyNotManage(project)} icon={<Archive aria-hidden />} onSelect={() => setOpen('archive')}>
            {text.archive}
          </MenuItem>
        )}
      </Menu>
      {open === 'edit' && <ProjectForm project={project} onClose={close} />}
      {open === 'clone' && <CloneProject from={project} onMade={(made) => void navigate({ to: '/projects/$project', params: { project: made } })} onClose={close} />}
      {open === 'archive' && (
        <Confirm title={text.archiveTitle(name)} action={text.archive.replace('…', '')} busy={archive.isPending} onConfirm={putAway} onClose={close}>
          {text.archiveMeans}
        </Confirm>
      )}
    </>
  )
}
