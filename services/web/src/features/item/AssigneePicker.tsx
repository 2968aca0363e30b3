import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { PersonName } from '~/features/people/PersonName'
import { useFoundAssignees } from '~/features/people/usePeople'
import { whyNotChange } from '~/features/sharing/may'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { useMe } from '~/lib/session'
import { useShortcut } from '~/lib/keys'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { text } from './text'
import { useItemChange } from './useItemChange'

/** Who works on it: users and teams. */
export function AssigneePicker({ item }: { item: Item }) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const me = useMe()
  const people = useFoundAssignees(typed)
  const change = useItemChange(item)
  const toggle = (id: string) => {
    const without = item.assigneeIds.filter((one) => one !== id)
    change.mutate({ assigneeIds: without.length === item.assigneeIds.length ? [...without, id] : without })
  }
  const may = !whyNotChange(item)
  useShortcut('a', text.assign, () => setOpen(true), may)
  useShortcut('i', 'Assign to me', () => !item.assigneeIds.includes(me.id) && toggle(me.id), may)
  const [first] = item.assigneeIds
  return (
    <Pop
      label={text.assignTo}
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setTyped('')
      }}
      trigger={
        <button
          type="button"
          className="inline-flex h-7 max-w-56 items-center gap-1.5 rounded-full border border-line px-2 text-sm hover:bg-hover"
        >
          <span className="sr-only">{text.assignees}:</span>
          {first === undefined && <UserPlus aria-hidden className="size-4 text-soft" />}
          <span className="flex -space-x-1">
            {item.assigneeIds.slice(0, 4).map((id) => (
              <PersonAvatar key={id} id={id} />
            ))}
          </span>
          <span className={`truncate ${first ? '' : 'text-soft'}`}>{assigneeNames(item.assigneeIds)}</span>
        </button>
      }
    >
      <Picker
        label={text.assignTo}
        empty={text.nobodyFound}
        selected={item.assigneeIds}
        onSearch={setTyped}
        choices={people.map(({ id, name, email }) => ({
          id,
          label: id === me.id ? `${name} (you)` : name,
          also: email,
          icon: <PersonAvatar id={id} />,
        }))}
        onPick={(choice) => {
          toggle(choice.id)
          setOpen(false)
          setTyped('')
        }}
      />
    </Pop>
  )
}

function assigneeNames(ids: string[]) {
  const [first] = ids
  if (first === undefined) return text.assign
  return ids.length === 1 ? <PersonName id={first} /> : `${ids.length} people`
}
