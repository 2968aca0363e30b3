// What was unread when a conversation was opened, and that it is read now.
import { useEffect, useState } from 'react'
import { type Conversation, ConversationsService } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { type Message, Message_State } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { call } from '~/lib/call'
import { client, isPassing, nameOf } from '~/lib/query'
import { millis } from '~/lib/time'
import { touch } from '~/lib/subjects'
import { firstUnread } from './unread'

/** Conversations that somebody marked as unread: they stay so until they are opened again. */
const left = new Set<string>()

export function leaveUnread(conversationId: string): void {
  left.add(conversationId)
}

/** What was shown from memory is read anew within this time: what comes then was there before. */
const freshMs = 3000
/** Times of the same message may be that far apart. */
const sameMs = 500

/** Marks a conversation as read while it is seen. Answers with the first message that was unread when it was opened. */
export function useReading(conversation: Conversation | undefined, messages: Message[], me: string): string | undefined {
  const id = conversation?.id
  const unread = conversation?.unreadCount ?? 0
  const [fresh, setFresh] = useState(true)
  const [before, setBefore] = useState(0)
  if (fresh && before === 0 && unread > 0) setBefore(unread)
  const last = messages.findLast(({ state }) => state !== Message_State.SCHEDULED)
  const newest = last?.id
  const complete = millis(last?.createTime) + sameMs >= millis(conversation?.lastMessageTime)
  useEffect(() => {
    const timer = setTimeout(() => setFresh(false), freshMs)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => {
    if (id) left.delete(id)
  }, [id])
  useEffect(() => {
    if (!id || !newest || unread === 0) return undefined
    const mark = () => {
      if (document.visibilityState === 'visible' && !left.has(id)) void markRead(id, newest)
    }
    mark()
    document.addEventListener('visibilitychange', mark)
    return () => document.removeEventListener('visibilitychange', mark)
  }, [id, newest, unread])
  const [first] = useFrozen(before === 0 || !complete ? undefined : firstUnread(messages, before, me))
  return first
}

/** The first value that is one. */
function useFrozen<T>(value: T | undefined) {
  const [kept, keep] = useState(value)
  if (kept === undefined && value !== undefined) keep(value)
  return [kept ?? value] as const
}

/** Waits between the tries, where the server cannot be asked. */
const patienceMs = [1000, 5000, 15_000]

async function markRead(id: string, messageId: string): Promise<void> {
  for (const wait of [...patienceMs, undefined]) {
    try {
      await call(ConversationsService.method.markConversationRead, { id, messageId })
      touch(client, nameOf(ConversationsService.method.markConversationRead), [id])
      return
    } catch (error) {
      // Else tried again with the next message, or when it is opened again.
      if (wait === undefined || !isPassing(error)) return
    }
    await new Promise((resolve) => setTimeout(resolve, wait))
    if (left.has(id)) return
  }
}
