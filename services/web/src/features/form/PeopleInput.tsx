import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { PersonName } from '~/features/people/PersonName'
import { usePerson } from '~/features/people/usePeople'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { text } from './text'

interface Props {
  label: string
  ids: string[]
  /** Whom what is typed finds. */
  found: { id: string; name: string; email: string }[]
  onSearch: (typed: string) => void
  onChange: (ids: string[]) => void
  /** From its field. */
  id?: string
  'aria-describedby'?: string | undefined
}

/** Several people, picked one by one. */
export function PeopleInput({ label, ids, found, onSearch, onChange, ...rest }: Props) {
  const [open, setOpen] = useState(false)
  const without = (id: string) => ids.filter((one) => one !== id)
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-1.5 rounded-md border border-strong-line/60 px-2 py-1">
      {ids.map((id) => (
        <Person key={id} id={id} onRemove={() => onChange(without(id))} />
      ))}
      <Pop
        label={text.addTo(label)}
        open={open}
        onOpenChange={setOpen}
        trigger={
          <button {...rest} type="button" aria-label={text.addTo(label)} className="inline-flex size-7 items-center justify-center rounded-full text-soft hover:bg-hover hover:text-ink">
            <Plus aria-hidden className="size-4" />
          </button>
        }
      >
        <Picker
          label={text.addTo(label)}
          empty={text.empty}
          selected={ids}
          onSearch={onSearch}
          choices={found.map(({ id, name, email }) => ({ id, label: name || email, also: email, icon: <PersonAvatar id={id} name={name || email} /> }))}
          onPick={({ id }) => {
            onChange(ids.includes(id) ? without(id) : [...ids, id])
            setOpen(false)
          }}
        />
      </Pop>
    </div>
  )
}

function Person({ id, onRemove }: { id: string; onRemove: () => void }) {
  const person = usePerson(id)
  return (
    <span className="inline-flex h-7 items-center gap-1 rounded-full bg-hover pl-2 text-sm">
      <PersonName id={id} />
      <button type="button" aria-label={text.remove(person?.name ?? '')} onClick={onRemove} className="inline-flex size-7 items-center justify-center rounded-full text-soft hover:text-ink">
        <X aria-hidden className="size-3" />
      </button>
    </span>
  )
}
