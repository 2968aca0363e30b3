// What is done with a conversation as a whole.
import { leaveUnread } from '~/features/conversation/useReading'
import { type Conversation, ConversationsService } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { complain, tell } from '~/ui/Toast'
import { reasons, text } from './text'

const { method } = ConversationsService

/** Says what was wrong, in our words where there are some. */
export function refuse(error: unknown): void {
  complain(reasons[problemOf(error).reason] ?? error)
}

const say = (words: string) => ({ onSuccess: () => tell(words), onError: refuse })

export type Change = ReturnType<typeof useChange>

export function useChange({ id }: Conversation) {
  const close = useCommand(method.closeConversation)
  const reopen = useCommand(method.reopenConversation)
  const unread = useCommand(method.markConversationUnread)
  const leave = useCommand(method.leaveConversation)
  return {
    busy: close.isPending || reopen.isPending,
    close: () => close.mutate({ id }, say(text.closedNow)),
    reopen: () => reopen.mutate({ id }, say(text.reopened)),
    markUnread: (then: () => void) => {
      leaveUnread(id)
      unread.mutate({ id }, { onSuccess: then, onError: refuse })
    },
    leave: (then: () => void) =>
      leave.mutate(
        { id },
        {
          onSuccess: () => {
            tell(text.left)
            then()
          },
          onError: refuse,
        },
      ),
  }
}
