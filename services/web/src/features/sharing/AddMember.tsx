import { Plus } from 'lucide-react'
import { useState } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { useAssignees } from '~/features/people/usePeople'
import { Button } from '~/ui/Button'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { text } from './text'

/** The choice of a user or a team. */
export function AddMember({ already, onAdd }: { already: string[]; onAdd: (id: string) => void }) {
  const [open, setOpen] = useState(false)
  const people = useAssignees().filter(({ id }) => !already.includes(id))
  const pick = (id: string) => {
    onAdd(id)
    setOpen(false)
  }
  return (
    <Pop
      label={text.add}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button>
          <Plus aria-hidden />
          {text.add}
        </Button>
      }
    >
      <Picker
        label={text.add}
        empty={text.noMatch}
        choices={people.map(({ id, name, email }) => ({ id, label: name || email, also: email, icon: <PersonAvatar id={id} /> }))}
        onPick={({ id }) => pick(id)}
      />
    </Pop>
  )
}
