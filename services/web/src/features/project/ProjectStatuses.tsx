import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { type ProjectStatus, ProjectStatusesService } from '~/gen/tandem/items/v1/project_statuses_service_pb'
import { useCommand } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { MenuItem } from '~/ui/MenuItem'
import { OrderedList } from '~/ui/OrderedList'
import { complain } from '~/ui/Toast'
import { StatusDot } from '../item/StatusDot'
import { Bar } from '../vocabulary/Bar'
import { RowMenu } from '../vocabulary/RowMenu'
import { ProjectStatusForm } from './ProjectStatusForm'
import { text } from './text'
import { useProjectStatuses } from './useProjectStatuses'

/** The statuses of projects, in their order. */
export function ProjectStatuses() {
  const [editing, setEditing] = useState<ProjectStatus | 'new'>()
  const admin = useIsAdmin()
  const statuses = useProjectStatuses()
  const update = useCommand(ProjectStatusesService.method.updateProjectStatus)
  const remove = useCommand(ProjectStatusesService.method.deleteProjectStatus)
  const move = ({ id }: ProjectStatus, position: number) =>
    update.mutateAsync({ projectStatus: { id, position }, updateMask: { paths: ['position'] } }, { onError: complain })
  const reason = admin ? undefined : text.adminsOnly
  return (
    <>
      <Bar about={text.statusesAbout} add={text.newStatus} onAdd={() => setEditing('new')} />
      <OrderedList label={text.statuses} items={statuses} idOf={({ id }) => id} nameOf={({ name }) => name} onMove={admin ? move : undefined}>
        {(status) => (
          <>
            <StatusDot status={status} />
            <span className="min-w-0 grow truncate">{status.name}</span>
            <RowMenu name={status.name}>
              <MenuItem icon={<Pencil aria-hidden />} disabledReason={reason} onSelect={() => setEditing(status)}>
                {text.edit}
              </MenuItem>
              <MenuItem danger icon={<Trash2 aria-hidden />} disabledReason={reason} onSelect={() => remove.mutate({ id: status.id }, { onError: complain })}>
                {text.removeStatus}
              </MenuItem>
            </RowMenu>
          </>
        )}
      </OrderedList>
      {editing && <ProjectStatusForm status={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </>
  )
}
