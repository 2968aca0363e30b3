import { ArrowLeft, BadgeCheck } from 'lucide-react'
import { PersonName } from '~/features/people/PersonName'
import { type Chat, Chat_Presence, Chat_State } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { Avatar } from '~/ui/Avatar'
import { IconButton } from '~/ui/IconButton'
import { ChatActions } from './ChatActions'
import { ItemLink } from './ItemLink'
import { PresenceDot } from './PresenceDot'
import { endings, presences, states, text } from './text'
import { visitorName } from './visitor'

/** Who it is with and how it stands, with what can be done. */
export function ChatHead({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const name = visitorName(chat)
  const presence = chat.visitor?.presence ?? Chat_Presence.OFFLINE
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line py-2 pr-3 pl-14 md:pl-3">
      <IconButton label={text.back} onClick={onClose} className="lg:hidden">
        <ArrowLeft />
      </IconButton>
      <span className="relative shrink-0">
        <Avatar id={chat.visitor?.id ?? chat.id} name={name} size="large" />
        <PresenceDot presence={presence} className="absolute -right-0.5 -bottom-0.5" />
      </span>
      <div className="min-w-0 grow basis-40">
        <h2 className="flex items-center gap-1 text-base font-semibold">
          <span className="truncate">{name}</span>
          {chat.visitor?.verified && <BadgeCheck aria-label={text.proven} className="size-4 shrink-0 text-good" />}
        </h2>
        <p className="text-xs text-soft sm:truncate">
          {states[chat.state]}
          {endings[chat.ending] && ` · ${endings[chat.ending]}`}
          {chat.state === Chat_State.WAITING && chat.queuePosition > 0 && ` · ${text.place(chat.queuePosition)}`}
          {chat.assigneeId && (
            <>
              {' · '}
              <PersonName id={chat.assigneeId} />
            </>
          )}
          {chat.state !== Chat_State.ENDED && ` · ${presences[presence]}`}
          {chat.itemId && (
            <>
              {' · '}
              <ItemLink id={chat.itemId} />
            </>
          )}
        </p>
      </div>
      <ChatActions chat={chat} />
    </header>
  )
}
