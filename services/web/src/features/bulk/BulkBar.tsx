import { X } from 'lucide-react'
import { useState } from 'react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { BulkDialog } from './BulkDialog'
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
  const [open, setOpen] = useState(false)
  const { ids, all, count, takeAll, clear } = selection
  return (
    <div role="toolbar" aria-label={text.bar} className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line bg-selected px-4 py-1.5">
      <p role="status" className="text-sm font-medium">
        {all ? text.allSelected : text.selected(count)}
      </p>
      {!all && <Button onClick={takeAll}>{text.selectAll}</Button>}
      <Button look="primary" onClick={() => setOpen(true)}>
        {text.change}
      </Button>
      <span className="grow" />
      <IconButton label={text.clear} onClick={clear}>
        <X />
      </IconButton>
      {open && (
        <BulkDialog
          kind={kind}
          selection={all ? { filter } : { itemIds: [...ids] }}
          count={all ? undefined : count}
          onClose={() => setOpen(false)}
          onBegun={clear}
        />
      )}
    </div>
  )
}
