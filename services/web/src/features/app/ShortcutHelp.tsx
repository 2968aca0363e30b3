import { useNavigate } from '@tanstack/react-router'
import { useShortcuts } from '~/lib/keys'
import { Button } from '~/ui/Button'
import { Dialog } from '~/ui/Dialog'
import { Kbd } from '~/ui/Kbd'
import { ShortcutSwitch } from './ShortcutSwitch'
import { help } from './overlays'
import { text } from './text'

/** What can be pressed here and now, and the switch that turns single keys off. */
export function ShortcutHelp() {
  const open = help.use()
  const shortcuts = useShortcuts()
  const navigate = useNavigate()
  if (!open) return null
  const change = () => {
    help.set(false)
    void navigate({ to: '/settings' })
  }
  return (
    <Dialog title={text.shortcuts} open onClose={() => help.set(false)}>
      <div className="mb-3">
        <ShortcutSwitch />
      </div>
      <ul className="grid gap-x-8 sm:grid-cols-2">
        {shortcuts.map(({ keys, label }) => (
          <li key={keys} className="flex h-8 items-center justify-between border-b border-line text-sm">
            {label}
            <Kbd keys={keys} />
          </li>
        ))}
      </ul>
      <Button look="ghost" className="mt-3 -ml-3" onClick={change}>
        {text.changeKeys}
      </Button>
    </Dialog>
  )
}
