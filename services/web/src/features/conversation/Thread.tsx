import { useRef } from 'react'
import { Message_State } from '~/gen/tandem/conversations/v1/messages_service_pb'
import type { Draft } from '~/lib/draft'
import { useStickToEnd } from '~/lib/stick'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { MessageCard } from './MessageCard'
import { SendingCard } from './SendingCard'
import { WaitingCard } from './WaitingCard'
import { type Side, text } from './text'
import { useMessages } from './useConversation'

interface Props {
  conversationId: string | undefined
  side: Side
  /** A message on its way, shown before the server has it. */
  sending: Draft | undefined
  /** Puts a message that was taken back into the composer. */
  onTakeBack: (draft: Draft) => void
}

const unsent = new Set([Message_State.SCHEDULED, Message_State.CANCELLED])

/** The messages of a conversation, oldest first. */
export function Thread({ conversationId, side, sending, onTakeBack }: Props) {
  const { messages, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useMessages(conversationId)
  const end = useRef<HTMLDivElement>(null)
  const newest = messages.at(-1)?.id
  useStickToEnd(end, messages.length > 2 ? newest : undefined)

  if (conversationId && error) return <Trouble error={error} onRetry={() => void refetch()} />
  if (conversationId && isPending) return <Loading />
  return (
    <div className="grow py-2">
      {hasNextPage && (
        <div className="flex justify-center pb-1">
          <Button look="ghost" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {text.earlier}
          </Button>
        </div>
      )}
      {messages.length === 0 && !sending && <Empty title={side.empty} />}
      <ol>
        {messages.map((message) =>
          unsent.has(message.state) ? (
            <WaitingCard key={message.id} message={message} onTakeBack={onTakeBack} />
          ) : (
            <MessageCard key={message.id} message={message} side={side} />
          ),
        )}
        {sending && <SendingCard draft={sending} side={side} />}
      </ol>
      <div ref={end} />
    </div>
  )
}
