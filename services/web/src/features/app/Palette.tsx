import { useNavigate } from '@tanstack/react-router'
import { Plus, Search, SlidersHorizontal } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useDeferredValue, useState } from 'react'
import { openNewItem } from '~/features/item/newItem'
import { wordsOf } from '~/features/item/text'
import { MacroIcon } from '~/features/macro/MacroIcon'
import { start } from '~/features/macro/run'
import { useCurrentTarget } from '~/features/macro/target'
import { text as macro } from '~/features/macro/text'
import { useMacros } from '~/features/macro/useMacros'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { useFoundPeople } from '~/features/profile/useFoundPeople'
import { Marked } from '~/features/search/Marked'
import { text as words } from '~/features/search/text'
import { useFound } from '~/features/search/useFound'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { SearchPassage_Place as Place } from '~/gen/tandem/items/v1/items_service_pb'
import { keysOf } from '~/lib/keys'
import { giveBackFocus } from '~/lib/focus'
import { useIsAdmin } from '~/lib/session'
import { type Choice, Picker } from '~/ui/Picker'
import { palette } from './overlays'
import { places } from './places'
import { text } from './text'

interface Command extends Choice {
  run: () => unknown
}

/** Goes anywhere, finds any item, begins a new one: by a few letters. */
export function Palette() {
  const open = palette.use()
  return (
    <Dialog.Root open={open} onOpenChange={palette.set}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            giveBackFocus(event.target as Element)
          }}
          className="fixed top-[12dvh] left-1/2 z-50 flex max-h-[60dvh] w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-pop"
        >
          <Dialog.Title className="sr-only">{text.commandPalette}</Dialog.Title>
          <Commands />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Commands() {
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const navigate = useNavigate()
  const admin = useIsAdmin()
  const asking = q.length > 1
  const { found, lookingBack } = useFound({ q, pageSize: 10 }, asking)
  const people = useFoundPeople(q, asking)

  const target = useCurrentTarget()
  const { macros } = useMacros(target, true)

  const commands: Command[] = [
    { id: 'new-ticket', label: text.newTicket, icon: <Plus aria-hidden />, hint: keysOf('c').toUpperCase(), run: () => openNewItem(Kind.TICKET) },
    { id: 'new-task', label: text.newTask, icon: <Plus aria-hidden />, run: () => openNewItem(Kind.TASK) },
    ...places
      .filter((place) => admin || !place.adminsOnly)
      .map(({ to, label, icon: Icon }) => ({ id: to, label, icon: <Icon aria-hidden />, run: () => navigate({ to }) })),
    { id: '/settings', label: text.settings, icon: <SlidersHorizontal aria-hidden />, run: () => navigate({ to: '/settings' }) },
    ...macros.flatMap((one) => (target ? [{ id: one.id, label: macro.runNamed(one.name), icon: <MacroIcon name={one.icon} />, hint: one.group, run: () => start(one, target) }] : [])),
  ]
  const items: Command[] = found.map(({ item, hit }) => {
    const passage = hit?.passages.find(({ place }) => place !== Place.TITLE)
    return {
      id: item.id,
      label: item.title,
      hint: `${wordsOf(item.kind).one} #${item.number}`,
      detail: passage && <Marked text={passage.text} ranges={passage.ranges} />,
      run: () => navigate({ to: `${wordsOf(item.kind).path}/$id`, params: { id: String(item.number) } }),
    }
  })
  const pages: Command[] = people.map(({ id, name, hint, page: to }) => ({ id, label: name, hint, icon: <PersonAvatar id={id} name={name} />, run: () => navigate(to) }))
  const page: Command = { id: 'search', label: words.all(q), icon: <Search aria-hidden />, run: () => navigate({ to: '/search', search: { q } }) }
  const choices = [...commands.filter(({ label }) => label.toLowerCase().includes(q.toLowerCase())), ...items, ...pages, ...(asking ? [page] : [])]
  return (
    <Picker
      label={text.search}
      choices={choices}
      empty={lookingBack ? words.lookingBack : text.nothingFound}
      onSearch={setTyped}
      onPick={(choice) => {
        palette.set(false)
        void (choice as Command).run()
      }}
    />
  )
}
