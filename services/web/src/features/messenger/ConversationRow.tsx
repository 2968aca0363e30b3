import { Link } from '@tanstack/react-router'
import { PersonName } from '~/features/people/PersonName'
import { type Conversation, Conversation_Kind as Kind } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { useMe } from '~/lib/session'
import { Ago } from '~/ui/Ago'
import { Count } from './Count'
import { Face } from './Face'
import type { MessengerSearch } from './search'
import { text } from './text'
import { useNamed } from './useNamed'

interface Props {
  conversation: Conversation
  search: MessengerSearch
}

/** A conversation in the list: who, what about, and the last that was written. */
export function ConversationRow({ conversation, search }: Props) {
  const { title, about, face } = useNamed(conversation)
  const unread = conversation.unreadCount > 0
  return (
    <Link
      to="/messages"
      search={{ ...search, conversation: conversation.id }}
      aria-current={search.conversation === conversation.id ? 'true' : undefined}
      className="flex items-start gap-3 border-b border-line px-4 py-2.5 outline-offset-[-2px] hover:bg-hover [&[aria-current]]:bg-selected"
    >
      <Face face={face} />
      <span className="min-w-0 grow">
        <span className="flex items-baseline gap-2">
          <span className={`min-w-0 grow truncate ${unread ? 'font-semibold' : 'font-medium'}`}>{title}</span>
          <Ago time={conversation.lastMessageTime ?? conversation.createTime} className={`shrink-0 text-xs ${unread ? 'font-medium text-accent' : 'text-soft'}`} />
        </span>
        {about && <span className="block truncate text-sm">{about}</span>}
        <span className="flex items-center gap-2">
          <span className={`min-w-0 grow truncate text-sm ${unread ? 'text-ink' : 'text-soft'}`}>
            <Snippet conversation={conversation} />
          </span>
          <Count value={conversation.unreadCount} />
        </span>
      </span>
    </Link>
  )
}

function Snippet({ conversation }: { conversation: Conversation }) {
  const me = useMe()
  const { lastAuthorId, lastMessageText } = conversation
  if (!lastMessageText) return <span className="italic">{text.noMessage}</span>
  if (lastAuthorId === me.id) return `${text.you}: ${lastMessageText}`
  return (
    <>
      {lastAuthorId && conversation.kind !== Kind.DIRECT && !lastAuthorId.startsWith('cus_') && (
        <>
          <PersonName id={lastAuthorId} fallback={text.nobody} />:{' '}
        </>
      )}
      {lastMessageText}
    </>
  )
}
