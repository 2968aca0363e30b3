import { Fragment, useRef } from 'react'
import type { Conversation } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Message_State } from '~/gen/tandem/conversations/v1/messages_service_pb'
import type { Draft } from '~/lib/draft'
import { useMe } from '~/lib/session'
import { useStickToEnd } from '~/lib/stick'
import { Button } from '~/ui/Button'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { MessageCard } from './MessageCard'
import { SendingCard } from './SendingCard'
import { WaitingCard } from './WaitingCard'
import type { Side } from './sides'
import { text } from './text'
import { useMessages } from './useConversation'
import { useLinked } from './useLinked'
import { useReading } from './useReading'

interface Props {
  conversation: Conversation | undefined
  side: Side
  /** A message on its way, shown before the server has it. */
  sending: Draft | undefined
  /** Puts a message that was taken back into the composer. */
  onTakeBack: (draft: Draft) => void
}

const unsent = new Set([Message_State.SCHEDULED, Message_State.CANCELLED])

/** The messages of a conversation, oldest first. */
export function Thread({ conversation, side, sending, onTakeBack }: Props) {
  const conversationId = conversation?.id
  const { messages, error, isPending, hasNextPage, isFetching, isFetchingNextPage, fetchNextPage, refetch } = useMessages(conversationId)
  const end = useRef<HTMLDivElement>(null)
  const newest = messages.at(-1)?.id
  const firstNew = useReading(conversation, messages, useMe().id)
  const linked = useLinked({ messages, hasNextPage, isFetching, fetchNextPage })
  useStickToEnd(end, messages.length > 2 && !linked ? newest : undefined)

  if (conversationId && error) return <Trouble error={error} onRetry={() => void refetch()} />
  if (conversationId && isPending) {
    return (
      <div className="grow">
        <Loading />
      </div>
    )
  }
  return (
    <div className="grow py-2">
      {hasNextPage && (
        <div className="flex justify-center pb-1">
          <Button look="ghost" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {text.earlier}
          </Button>
        </div>
      )}
      {messages.length === 0 && !sending && <p className="px-6 py-3 text-center font-medium">{side.empty}</p>}
      <ol aria-label={text.messages}>
        {messages.map((message) => (
          <Fragment key={message.id}>
            {message.id === firstNew && <NewLine />}
            {unsent.has(message.state) ? <WaitingCard message={message} onTakeBack={onTakeBack} /> : <MessageCard message={message} side={side} linked={message.id === linked} />}
          </Fragment>
        ))}
        {sending && <SendingCard draft={sending} side={side} />}
      </ol>
      <div ref={end} />
    </div>
  )
}

/** What is below it was unread when the conversation was opened. */
function NewLine() {
  return (
    <li className="flex items-center gap-2 px-4 pt-2 text-xs font-medium text-danger before:h-px before:grow before:bg-danger/40 after:h-px after:w-4 after:bg-danger/40">
      {text.newMessages}
    </li>
  )
}
