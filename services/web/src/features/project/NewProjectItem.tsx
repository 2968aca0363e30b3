import { Plus } from 'lucide-react'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import type { Project } from '~/gen/tandem/items/v1/projects_service_pb'
import { Button } from '~/ui/Button'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { openNewItem } from '../item/newItem'
import { kinds } from '../item/text'
import { whyNotAdd } from '../sharing/may'
import { text } from './text'

/** Begins a ticket or a task in a project, in the folder that is shown. */
export function NewProjectItem({ project, folderId }: { project: Project; folderId: string }) {
  const off = whyNotAdd(project)
  return off ? (
    <Button look="primary" disabledReason={off}>
      <Plus aria-hidden />
      {text.newItem}
    </Button>
  ) : (
    <Menu
      align="end"
      trigger={
        <Button look="primary">
          <Plus aria-hidden />
          {text.newItem}
        </Button>
      }
    >
      {([Kind.TICKET, Kind.TASK] as const).map((kind) => (
        <MenuItem key={kind} onSelect={() => openNewItem(kind, { projectId: project.id, folderId })}>
          {kinds[kind].newOne}
        </MenuItem>
      ))}
    </Menu>
  )
}
