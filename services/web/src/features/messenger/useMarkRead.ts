// What is looked at is read.
import { useEffect, useEffectEvent } from 'react'
import { type Conversation, ConversationsService } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { useCommand } from '~/lib/query'

/** Marks a conversation as read while it is on the screen, as messages come, unless the page is out of sight. */
export function useMarkRead({ id, unreadCount, lastMessageTime }: Conversation): void {
  const read = useCommand(ConversationsService.method.markConversationRead)
  const mark = useEffectEvent((waits: string) => {
    if (waits !== '' && document.visibilityState === 'visible') read.mutate({ id })
  })
  const waits = unreadCount > 0 ? `${id} ${unreadCount} ${lastMessageTime?.seconds}` : ''
  useEffect(() => {
    const look = () => mark(waits)
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [waits])
}
