import { MessagesSquare } from 'lucide-react'
import { useRef } from 'react'
import { ConversationRow } from '~/features/messenger/ConversationRow'
import { sections } from '~/features/messenger/text'
import { MessengerService } from '~/gen/tandem/conversations/v1/messenger_service_pb'
import { useRead } from '~/lib/query'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { text } from './text'
import { useRowSteps } from './useRowSteps'

/** The conversations of the team in which the reader and a colleague take part. */
export function UserConversations({ id }: { id: string }) {
  const { data, error, refetch } = useRead(MessengerService.method.listMessengerConversations, { section: sections.internal, pageSize: 100 })
  const conversations = data?.conversations.filter(({ participantIds }) => participantIds.includes(id)) ?? []
  const rows = useRef<HTMLUListElement>(null)
  useRowSteps(rows)
  return (
    <>
      <p className="border-b border-line px-4 py-2.5 text-sm text-soft">{text.withYou}</p>
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading lines={4} />}
      {data && conversations.length === 0 && <Empty icon={<MessagesSquare aria-hidden />} title={text.noConversations} />}
      <ul ref={rows} aria-label={text.conversations}>
        {conversations.map((conversation) => (
          <li key={conversation.id}>
            <ConversationRow conversation={conversation} search={{ section: 'internal' }} />
          </li>
        ))}
      </ul>
    </>
  )
}
