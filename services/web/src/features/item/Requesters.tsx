import { Plus, X } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { usePerson } from '~/features/people/usePeople'
import { PersonLink } from '~/features/profile/PersonLink'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { useRead } from '~/lib/query'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { text } from './text'
import { useItemChange } from './useItemChange'

/** Who asked: the first is the requester, all are written to. */
export function Requesters({ item }: { item: Item }) {
  const change = useItemChange(item)
  const without = (id: string) => item.requesterIds.filter((one) => one !== id)
  return (
    <ul className="grid gap-0.5">
      {item.requesterIds.map((id) => (
        <Requester key={id} id={id} onRemove={() => change.mutate({ requesterIds: without(id) })} />
      ))}
      <li>
        <AddRequester onAdd={(id) => change.mutate({ requesterIds: [...without(id), id] })} />
      </li>
    </ul>
  )
}

function Requester({ id, onRemove }: { id: string; onRemove: () => void }) {
  const person = usePerson(id)
  return (
    <li className="group flex items-center gap-1">
      <span className="min-w-0 grow">
        <PersonLink id={id} fallback="" /> {person?.name && person.email && <span className="text-soft">{person.email}</span>}
      </span>
      <button
        type="button"
        aria-label={text.removeRequester(person?.name ?? '')}
        onClick={onRemove}
        className="inline-flex size-6 shrink-0 items-center justify-center rounded text-soft opacity-0 group-hover:opacity-100 hover:text-ink focus-visible:opacity-100"
      >
        <X aria-hidden className="size-3" />
      </button>
    </li>
  )
}

function AddRequester({ onAdd }: { onAdd: (id: string) => void }) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const { data } = useRead(CustomersService.method.listCustomers, { query, pageSize: 20 }, open)
  return (
    <Pop
      label={text.addRequester}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className="-ml-1.5 inline-flex h-6 items-center gap-1 rounded-full px-1.5 text-xs text-soft hover:bg-hover hover:text-ink">
          <Plus aria-hidden className="size-3" />
          {text.addRequester}
        </button>
      }
    >
      <Picker
        label={text.addRequester}
        empty={text.nobodyFound}
        onSearch={setTyped}
        choices={(data?.customers ?? []).map(({ id, name, email }) => ({
          id,
          label: name || email,
          hint: name ? email : undefined,
          icon: <PersonAvatar id={id} name={name || email} />,
        }))}
        onPick={({ id }) => {
          onAdd(id)
          setOpen(false)
        }}
      />
    </Pop>
  )
}
