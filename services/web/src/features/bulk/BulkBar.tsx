import { Ellipsis, Link2, Merge, X } from 'lucide-react'
import { useState } from 'react'
import { BulkMacros } from '~/features/macro/BulkMacros'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useIsAdmin } from '~/lib/session'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { BulkDialog } from './BulkDialog'
import { BulkLink } from './BulkLink'
import { BulkMerge } from './BulkMerge'
import { text } from './text'
import type { Selection } from './useSelection'

interface Props {
  kind: Kind
  /** What the whole list is asked for with. */
  filter: string
  selection: Selection
}

/** Over a list of which something is selected: how much, and what can be done with it. */
export function BulkBar({ kind, filter, selection }: Props) {
  const [open, setOpen] = useState<'change' | 'merge' | 'link'>()
  const admin = useIsAdmin()
  const { ids, deletable, whole, count, takeAll, clear } = selection
  const all = whole !== undefined
  const selected = all ? { filter: whole } : { itemIds: [...ids] }
  const byHand = all ? text.byHand : undefined
  const close = (done: boolean) => {
    setOpen(undefined)
    if (done) clear()
  }
  return (
    <div role="toolbar" aria-label={text.bar} className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line bg-selected px-4 py-1.5">
      <p role="status" className="text-sm font-medium">
        {all ? (whole === filter ? text.allSelected : text.groupSelected) : text.selected(count)}
      </p>
      {whole !== filter && <Button onClick={() => takeAll(filter)}>{text.selectAll}</Button>}
      <Button look="primary" onClick={() => setOpen('change')}>
        {text.change}
      </Button>
      <BulkMacros target={{ kind, selection: selected, count: all ? undefined : count }} />
      <Menu
        trigger={
          <IconButton label={text.more}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem icon={<Merge aria-hidden />} disabledReason={byHand ?? (count < 2 ? text.mergeTwo : count > 51 ? text.mergeMost : undefined)} onSelect={() => setOpen('merge')}>
          {text.mergeMenu}
        </MenuItem>
        <MenuItem icon={<Link2 aria-hidden />} disabledReason={byHand ?? (count > 51 ? text.mergeMost : undefined)} onSelect={() => setOpen('link')}>
          {text.linkMenu}
        </MenuItem>
      </Menu>
      <span className="grow" />
      <IconButton label={text.clear} onClick={clear}>
        <X />
      </IconButton>
      {open === 'merge' && <BulkMerge ids={[...ids]} onClose={close} />}
      {open === 'link' && <BulkLink ids={[...ids]} onClose={close} />}
      {open === 'change' && (
        <BulkDialog
          kind={kind}
          selection={selected}
          count={all ? undefined : count}
          whyNotDelete={all ? (admin ? undefined : text.deleteByHand) : deletable ? undefined : text.deleteNotAll}
          onClose={() => setOpen(undefined)}
          onBegun={clear}
        />
      )}
    </div>
  )
}
