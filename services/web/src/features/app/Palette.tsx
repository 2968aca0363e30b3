import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useDeferredValue, useState } from 'react'
import { openNewItem } from '~/features/item/newItem'
import { wordsOf } from '~/features/item/text'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { useRead } from '~/lib/query'
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
  const found = useRead(ItemsService.method.searchItems, { q, pageSize: 10 }, q.length > 1).data?.items ?? []

  const commands: Command[] = [
    { id: 'new-ticket', label: text.newTicket, icon: <Plus aria-hidden />, hint: 'C', run: () => openNewItem(Kind.TICKET) },
    { id: 'new-task', label: text.newTask, icon: <Plus aria-hidden />, run: () => openNewItem(Kind.TASK) },
    ...places
      .filter((place) => admin || !place.adminsOnly)
      .map(({ to, label, icon: Icon }) => ({ id: to, label, icon: <Icon aria-hidden />, run: () => navigate({ to }) })),
  ]
  const items: Command[] = found.map((item) => ({
    id: item.id,
    label: item.title,
    hint: `${wordsOf(item.kind).one} #${item.number}`,
    run: () => navigate({ to: `${wordsOf(item.kind).path}/$id`, params: { id: String(item.number) } }),
  }))
  const choices = [...commands.filter(({ label }) => label.toLowerCase().includes(q.toLowerCase())), ...items]
  return (
    <Picker
      label={text.search}
      choices={choices}
      empty={text.nothingFound}
      onSearch={setTyped}
      onPick={(choice) => {
        palette.set(false)
        void (choice as Command).run()
      }}
    />
  )
}
