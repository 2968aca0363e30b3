// Who looks at a chat has seen what its visitor wrote.
import { useEffect } from 'react'
import { type Chat, Chat_State, ChatsService } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { call } from '~/lib/call'
import { millis } from '~/lib/time'

/** Tells the visitor that their words were seen, while the page is looked at and the chat is not over. */
export function useSeeing(chat: Chat | undefined): void {
  const id = chat?.id
  const unseen = chat !== undefined && chat.state !== Chat_State.ENDED && millis(chat.lastMessageTime) > millis(chat.seenTime)
  useEffect(() => {
    if (!id || !unseen) return undefined
    const see = () => {
      if (document.visibilityState === 'visible') void call(ChatsService.method.seeChat, { id }).catch(() => undefined)
    }
    see()
    document.addEventListener('visibilitychange', see)
    return () => document.removeEventListener('visibilitychange', see)
  }, [id, unseen])
}
