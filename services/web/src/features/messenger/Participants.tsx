import { UserPlus, Users, X } from 'lucide-react'
import { useState } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { usePerson } from '~/features/people/usePeople'
import { type Conversation, Conversation_Kind as Kind, ConversationsService, Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { useCommand } from '~/lib/query'
import { useMe } from '~/lib/session'
import { Button } from '~/ui/Button'
import { Pop } from '~/ui/Pop'
import { tell } from '~/ui/Toast'
import { PeoplePicker } from './PeoplePicker'
import { text } from './text'
import { refuse } from './useChange'

/** Who takes part: shown, added, removed. */
export function Participants({ conversation }: { conversation: Conversation }) {
  const [open, setOpen] = useState(false)
  const [adding, setAdding] = useState(false)
  const add = useCommand(ConversationsService.method.addParticipants)
  const { id, participantIds, kind, visibility } = conversation
  const direct = kind === Kind.DIRECT
  const pick = (personId: string) => {
    setAdding(false)
    add.mutate({ id, participantIds: [personId] }, { onError: refuse })
  }
  return (
    <Pop
      label={text.participants}
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setAdding(false)
      }}
      className="w-72"
      trigger={
        <button
          type="button"
          aria-label={`${text.participants}: ${text.people(participantIds.length)}`}
          title={text.participants}
          className="inline-flex h-8 shrink-0 items-center gap-1.5 rounded-md px-2 text-sm text-soft tabular-nums hover:bg-hover hover:text-ink"
        >
          <Users aria-hidden className="size-4" />
          {participantIds.length > 0 && participantIds.length}
        </button>
      }
    >
      {adding ? (
        <PeoplePicker label={text.addPeople} customers={visibility === Visibility.CUSTOMER} without={participantIds} onPick={pick} />
      ) : (
        <>
          <h2 className="border-b border-line px-3 py-2 text-sm font-semibold">{text.participants}</h2>
          <ul className="min-h-0 overflow-y-auto p-1">
            {participantIds.map((personId) => (
              <Participant key={personId} conversation={conversation} personId={personId} />
            ))}
          </ul>
          {hint(conversation) && <p className="px-3 pb-2 text-xs text-soft">{hint(conversation)}</p>}
          <div className="border-t border-line p-1">
            <Button look="ghost" className="w-full justify-start!" disabledReason={direct ? text.directIsTwo : undefined} onClick={() => setAdding(true)}>
              <UserPlus aria-hidden />
              {text.addPerson}
            </Button>
          </div>
        </>
      )}
    </Pop>
  )
}

function hint({ kind, visibility }: Conversation): string | undefined {
  if (kind === Kind.ORGANIZATION) return text.organizationReads
  return kind === Kind.ITEM && visibility === Visibility.CUSTOMER ? text.alsoReads : undefined
}

function Participant({ conversation, personId }: { conversation: Conversation; personId: string }) {
  const me = useMe()
  const person = usePerson(personId)
  const remove = useCommand(ConversationsService.method.removeParticipant)
  const name = person?.name || person?.email || text.nobody
  const onRemove = () => remove.mutate({ id: conversation.id, participantId: personId }, { onSuccess: () => tell(text.removed(name)), onError: refuse })
  return (
    <li className="group flex min-h-8 items-center gap-2 rounded-md px-2 py-1 hover:bg-hover">
      <PersonAvatar id={personId} name={name} />
      <span className="min-w-0 grow truncate text-sm">
        {name} {personId === me.id && <span className="text-soft">({text.you.toLowerCase()})</span>}
      </span>
      {conversation.kind !== Kind.DIRECT && personId !== me.id && (
        <button
          type="button"
          aria-label={text.remove(name)}
          title={text.remove(name)}
          aria-busy={remove.isPending}
          onClick={onRemove}
          className="inline-flex size-6 shrink-0 items-center justify-center rounded text-soft opacity-0 group-hover:opacity-100 hover:text-ink focus-visible:opacity-100 pointer-coarse:opacity-100"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </li>
  )
}
