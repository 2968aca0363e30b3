import { useNavigate } from '@tanstack/react-router'
import { ArrowDown, ArrowUp, Copy, Download, Eye, EyeOff, History, Home, MoreHorizontal, Pencil, Pin, PinOff, Trash2 } from 'lucide-react'
import type { View } from '~/gen/tandem/items/v1/views_service_pb'
import { useIsAdmin } from '~/lib/session'
import { text as transfer } from '~/features/transfer/text'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { tell } from '~/ui/Toast'
import { text } from './text'
import type { ViewCommands } from './useViewCommands'
import { sectionOf } from './useViews'

interface Props {
  view: View
  commands: ViewCommands
  onEdit: () => void
  onDuplicate: () => void
  onRemove: () => void
}

/** What can be done with a view, for oneself or for everybody. */
export function ViewMenu({ view, commands, onEdit, onDuplicate, onRemove }: Props) {
  const admin = useIsAdmin()
  const navigate = useNavigate()
  const fixed = sectionOf(view) !== 'mine' && !admin ? text.adminsOnly : undefined
  const locked = view.editable ? undefined : view.system ? text.adminsOnly : text.ownersOnly
  const step = (by: 1 | -1) => {
    const place = commands.step(view, by)
    if (place) tell(text.moved(view.name, place.place, place.of))
  }
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={text.more(view.name)} className="size-6 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100">
          <MoreHorizontal />
        </IconButton>
      }
    >
      <MenuItem icon={view.pinned ? <PinOff /> : <Pin />} onSelect={() => commands.prefer(view, { pinned: !view.pinned })}>
        {view.pinned ? text.unpin : text.pin}
      </MenuItem>
      <MenuItem icon={<Home />} checked={view.defaultForMe} onSelect={() => commands.prefer(view, { default: !view.defaultForMe })}>
        {text.openFirst}
      </MenuItem>
      <MenuItem icon={view.hiddenForMe ? <Eye /> : <EyeOff />} onSelect={() => commands.prefer(view, { hidden: !view.hiddenForMe })}>
        {view.hiddenForMe ? text.showForMe : text.hideForMe}
      </MenuItem>
      <MenuItem icon={<ArrowUp />} disabledReason={fixed} onSelect={() => step(-1)}>
        {text.moveUp}
      </MenuItem>
      <MenuItem icon={<ArrowDown />} disabledReason={fixed} onSelect={() => step(1)}>
        {text.moveDown}
      </MenuItem>
      <MenuItem icon={<Pencil />} disabledReason={locked} onSelect={onEdit}>
        {text.edit}
      </MenuItem>
      <MenuItem icon={<Copy />} onSelect={onDuplicate}>
        {text.duplicate}
      </MenuItem>
      <MenuItem icon={<History />} onSelect={() => void navigate({ to: '/activity', search: { view: view.id } })}>
        {text.activity}
      </MenuItem>
      <MenuItem icon={<Download />} onSelect={() => save(view, 'csv')}>
        {transfer.exportCsv}
      </MenuItem>
      <MenuItem icon={<Download />} onSelect={() => save(view, 'jsonl')}>
        {transfer.exportLines}
      </MenuItem>
      {admin && sectionOf(view) !== 'mine' && (
        <>
          <MenuItem icon={view.hidden ? <Eye /> : <EyeOff />} onSelect={() => commands.set(view, { hidden: !view.hidden })}>
            {view.hidden ? text.showForAll : text.hideForAll}
          </MenuItem>
          <MenuItem icon={<Home />} checked={view.default} onSelect={() => commands.set(view, { default: !view.default })}>
            {text.openFirstForAll}
          </MenuItem>
        </>
      )}
      <MenuItem icon={<Trash2 />} danger disabledReason={view.system ? text.cannotDelete : locked} onSelect={onRemove}>
        {text.remove}
      </MenuItem>
    </Menu>
  )
}

/** The server says that it is a download, so the page stays. */
function save(view: View, format: 'csv' | 'jsonl'): void {
  location.assign(`/v1/items:export?view_id=${view.id}&format=${format}`)
}
