import { ConversationTab } from '~/features/conversation/ConversationTab'
import { ChatsService } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { ConversationsService, Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { useRead } from '~/lib/query'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { ChatHead } from './ChatHead'
import { VisitorFacts } from './VisitorFacts'
import { VisitorTyping } from './VisitorTyping'
import { useSeeing } from './useSeeing'
import { useTyping } from './useTyping'

/** One chat: who it is with, what was said, and where to answer. */
export function ChatView({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: chat, error, refetch } = useRead(ChatsService.method.getChat, { id })
  const conversationId = chat?.conversationId ?? ''
  const conversation = useRead(ConversationsService.method.getConversation, { id: conversationId }, conversationId !== '')
  useSeeing(chat)
  const typed = useTyping(id)
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  if (conversation.error) return <Trouble error={conversation.error} onRetry={() => void conversation.refetch()} />
  if (!chat || !conversation.data) return <Loading />
  const { data } = conversation
  return (
    <div className="flex h-full min-h-0 flex-col">
      <ChatHead chat={chat} onClose={onClose} />
      <div className="flex min-h-0 grow flex-col overflow-y-auto" onInput={typed}>
        <VisitorFacts chat={chat} />
        <ConversationTab key={data.id} subject={data.subject || data.id} visibility={Visibility.CUSTOMER} conversation={data} />
      </div>
      <VisitorTyping chat={chat} />
    </div>
  )
}
