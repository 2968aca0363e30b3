import { useNavigate } from '@tanstack/react-router'
import { Archive, ArchiveRestore, Copy, GitMerge, ListTree, Undo2 } from 'lucide-react'
import { wordsOf } from '~/features/item/text'
import { whyNotChange } from '~/features/sharing/may'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { MenuItem } from '~/ui/MenuItem'
import type { LifeDialogName } from './LifeDialog'
import { text } from './text'
import { archive, copy, unarchive, undoLast } from './acts'

/** Choices about where an item belongs and what becomes of it. */
export function LifeMenuItems({ item, onOpen }: { item: Item; onOpen: (name: LifeDialogName) => void }) {
  const navigate = useNavigate()
  const show = (made: Item) => void navigate({ to: `${wordsOf(made.kind).path}/$id`, params: { id: String(made.number) } })
  const off = whyNotChange(item)
  return (
    <>
      <MenuItem disabledReason={off} icon={<ListTree aria-hidden />} onSelect={() => onOpen('parent')}>
        {text.setParent}
      </MenuItem>
      <MenuItem disabledReason={off} icon={<GitMerge aria-hidden />} onSelect={() => onOpen('merge')}>
        {text.merge}
      </MenuItem>
      <MenuItem icon={<Copy aria-hidden />} onSelect={() => copy(item, show)}>
        {text.copy}
      </MenuItem>
      <MenuItem disabledReason={off} icon={<Undo2 aria-hidden />} onSelect={() => undoLast(item.id)}>
        {text.undoLast}
      </MenuItem>
      <MenuItem
        disabledReason={off}
        icon={item.archiveTime ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
        onSelect={() => (item.archiveTime ? unarchive(item) : archive(item))}
      >
        {item.archiveTime ? text.unarchive : text.archive}
      </MenuItem>
    </>
  )
}
