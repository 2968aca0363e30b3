import { Zap } from 'lucide-react'
import { useState } from 'react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { useShortcut } from '~/lib/keys'
import { IconButton } from '~/ui/IconButton'
import { MacroPicker } from './MacroPicker'
import { useTarget } from './target'
import { text } from './text'

/** In the head of an item: its macros, by M too. */
export function MacroButton({ item }: { item: Item }) {
  const [open, setOpen] = useState(false)
  const target = { kind: item.kind, selection: { itemIds: [item.id] }, count: 1 }
  useTarget(target)
  useShortcut('m', text.run, () => setOpen(true))
  return (
    <MacroPicker
      target={target}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <IconButton label={text.runKeys}>
          <Zap />
        </IconButton>
      }
    />
  )
}
