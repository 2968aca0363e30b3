import { Zap } from 'lucide-react'
import { useState } from 'react'
import { useShortcut } from '~/lib/keys'
import { Button } from '~/ui/Button'
import { MacroPicker } from './MacroPicker'
import { type Target, useTarget } from './target'
import { text } from './text'

/** In the bar over a selection: macros for all of it. */
export function BulkMacros({ target }: { target: Target }) {
  const [open, setOpen] = useState(false)
  useTarget(target)
  useShortcut('m', text.run, () => setOpen(true))
  return (
    <MacroPicker
      target={target}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button>
          <Zap aria-hidden />
          {text.title}
        </Button>
      }
    />
  )
}
