import { X } from 'lucide-react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { usePerson } from '~/features/people/usePeople'
import { text } from './text'

/** Who was chosen, each to be taken back. */
export function ChosenPeople({ ids, onRemove }: { ids: string[]; onRemove: (id: string) => void }) {
  if (ids.length === 0) return null
  return (
    <ul aria-label={text.participants} className="flex max-h-24 flex-wrap gap-1.5 overflow-y-auto">
      {ids.map((id) => (
        <Chosen key={id} id={id} onRemove={() => onRemove(id)} />
      ))}
    </ul>
  )
}

function Chosen({ id, onRemove }: { id: string; onRemove: () => void }) {
  const name = usePerson(id)?.name ?? '…'
  return (
    <li className="inline-flex h-7 items-center gap-1.5 rounded-full border border-line bg-surface pr-1 pl-1 text-sm">
      <PersonAvatar id={id} name={name} />
      {name}
      <button type="button" aria-label={text.remove(name)} onClick={onRemove} className="inline-flex size-6 items-center justify-center rounded-full text-soft hover:bg-hover hover:text-ink">
        <X aria-hidden className="size-3" />
      </button>
    </li>
  )
}
