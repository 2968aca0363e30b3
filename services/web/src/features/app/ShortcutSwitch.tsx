import { setShortcutsOn, shortcutsOn } from '~/lib/keys'
import { Switch } from '~/ui/Switch'
import { text } from './text'

/** Turns single keys on and off. */
export function ShortcutSwitch() {
  const on = shortcutsOn.use()
  return (
    <div className="flex items-center justify-between gap-4 rounded-lg bg-hover px-3 py-2">
      <span>
        {text.shortcutsOn}
        <span className="block text-xs text-soft">{text.shortcutsAbout}</span>
      </span>
      <Switch label={text.shortcutsOn} checked={on} onChange={setShortcutsOn} />
    </div>
  )
}
