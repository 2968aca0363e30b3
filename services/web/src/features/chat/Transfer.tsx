import { ArrowRightLeft } from 'lucide-react'
import { useState } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { useFoundAssignees } from '~/features/people/usePeople'
import { type Chat, ChatsService } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { useCommand } from '~/lib/query'
import { useMe } from '~/lib/session'
import { IconButton } from '~/ui/IconButton'
import { type Choice, Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { complain, tell } from '~/ui/Toast'
import { text } from './text'

/** Gives a chat to a user, or back to the queue of a team. */
export function Transfer({ chat }: { chat: Chat }) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const me = useMe()
  const people = useFoundAssignees(typed).filter(({ id }) => id !== chat.assigneeId)
  const transfer = useCommand(ChatsService.method.transferChat)
  const give = ({ id, label }: Choice) => {
    setOpen(false)
    const to = id.startsWith('team_') ? { teamId: id } : { userId: id }
    transfer.mutate({ id: chat.id, ...to }, { onSuccess: () => tell(text.transferred(label)), onError: complain })
  }
  return (
    <Pop
      label={text.transferTo}
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setTyped('')
      }}
      trigger={
        <IconButton label={text.transfer} aria-busy={transfer.isPending || undefined}>
          <ArrowRightLeft />
        </IconButton>
      }
    >
      <Picker
        label={text.transferTo}
        empty={text.nobodyFound}
        onSearch={setTyped}
        choices={people.map(({ id, name, email }) => ({
          id,
          label: id === me.id ? `${name} (you)` : name,
          also: email,
          icon: <PersonAvatar id={id} />,
        }))}
        onPick={give}
      />
    </Pop>
  )
}
