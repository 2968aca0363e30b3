import { useState } from 'react'
import { forgetKeys, useRemapped } from '~/lib/keys'
import { type Theme, setTheme, useTheme } from '~/lib/theme'
import { Button } from '~/ui/Button'
import { Page } from '~/ui/Page'
import { Section } from '~/ui/Section'
import { ShortcutKey } from './ShortcutKey'
import { ShortcutSwitch } from './ShortcutSwitch'
import { groups } from './shortcuts'
import { text } from './text'

const themes: Theme[] = ['system', 'light', 'dark']

/** What a person sets for themselves: light or dark, and the keys of shortcuts. */
export function SettingsScreen() {
  const theme = useTheme()
  const changed = Object.keys(useRemapped()).length > 0
  const [said, setSaid] = useState('')
  return (
    <Page title={text.settings}>
      <div className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto grid max-w-3xl gap-8 p-4">
          <Section title={text.looks}>
            <fieldset className="flex flex-wrap gap-4">
              <legend className="sr-only">{text.looks}</legend>
              {themes.map((one) => (
                <label key={one} className="flex items-center gap-2 text-sm">
                  <input type="radio" name="theme" checked={one === theme} onChange={() => setTheme(one)} className="size-4 accent-(--accent)" />
                  {text.theme[one]}
                </label>
              ))}
            </fieldset>
          </Section>
          <Section title={text.shortcuts} about={text.keysAbout}>
            <ShortcutSwitch />
            <div className="grid gap-x-10 gap-y-6 md:grid-cols-2">
              {groups.map(({ name, shortcuts }) => (
                <section key={name} aria-label={name}>
                  <h3 className="pb-1 text-sm font-semibold">{name}</h3>
                  <ul>
                    {shortcuts.map(({ id, label }) => (
                      <ShortcutKey key={id} id={id} label={label} onSaid={setSaid} />
                    ))}
                  </ul>
                </section>
              ))}
            </div>
            {changed && (
              <Button className="justify-self-start" onClick={forgetKeys}>
                {text.allOwnKeys}
              </Button>
            )}
            <p role="status" className="sr-only">
              {said}
            </p>
          </Section>
        </div>
      </div>
    </Page>
  )
}
