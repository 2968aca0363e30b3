import { Zap } from 'lucide-react'
import { useState } from 'react'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { useRead } from '~/lib/query'
import { IconButton } from '~/ui/IconButton'
import { MacroPicker } from './MacroPicker'
import { text } from './text'

/** Beside what is being written about an item: its macros. */
export function ComposerMacros({ subject }: { subject: string }) {
  const [open, setOpen] = useState(false)
  const { data: item } = useRead(ItemsService.method.getItem, { id: subject }, subject.startsWith('item_'))
  if (!item) return null
  return (
    <MacroPicker
      target={{ kind: item.kind, selection: { itemIds: [item.id] }, count: 1 }}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <IconButton label={text.run}>
          <Zap />
        </IconButton>
      }
    />
  )
}
