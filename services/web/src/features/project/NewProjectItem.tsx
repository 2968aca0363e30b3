import { Plus } from 'lucide-react'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { Button } from '~/ui/Button'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { openNewItem } from '../item/newItem'
import { kinds } from '../item/text'
import { text } from './text'

/** Begins a ticket or a task in a project, in the folder that is shown. */
export function NewProjectItem({ projectId, folderId }: { projectId: string; folderId: string }) {
  return (
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
        <MenuItem key={kind} onSelect={() => openNewItem(kind, { projectId, folderId })}>
          {kinds[kind].newOne}
        </MenuItem>
      ))}
    </Menu>
  )
}
