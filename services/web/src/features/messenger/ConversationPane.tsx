import { ConversationTab } from '~/features/conversation/ConversationTab'
import { type Conversation, ConversationsService, Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { useRead } from '~/lib/query'
import { Loading } from '~/ui/Loading'
import { PageTitle } from '~/ui/PageTitle'
import { Trouble } from '~/ui/Trouble'
import { ConversationHead } from './ConversationHead'
import { ItemBar } from './ItemBar'
import { text } from './text'
import { useNamed } from './useNamed'

interface Props {
  id: string
  onClose: () => void
}

/** The open conversation: who and what about, what was written, and where to answer. */
export function ConversationPane({ id, onClose }: Props) {
  const { data, error, refetch } = useRead(ConversationsService.method.getConversation, { id })
  return (
    <div className="flex min-h-0 min-w-0 grow basis-0 flex-col border-line bg-surface md:border-l">
      {error && !data && <Trouble error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading lines={6} />}
      {data && <Open conversation={data} onClose={onClose} />}
    </div>
  )
}

function Open({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const named = useNamed(conversation)
  const { id, subject, visibility } = conversation
  if (visibility === Visibility.UNSPECIFIED) return <Trouble error={text.gone} />
  return (
    <article aria-label={named.title} className="flex min-h-0 grow flex-col">
      <PageTitle of={named.title} />
      <ConversationHead conversation={conversation} named={named} onClose={onClose} />
      {named.item && <ItemBar item={named.item} />}
      <div className="flex min-h-0 grow flex-col overflow-y-auto">
        <ConversationTab key={id} subject={subject.startsWith('item_') ? subject : id} visibility={visibility} conversation={conversation} />
      </div>
    </article>
  )
}
