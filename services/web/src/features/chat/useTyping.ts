// Telling a visitor that an answer is being typed.
import { useRef } from 'react'
import { ChatsService } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { call } from '~/lib/call'

const everyMs = 3000

/** To be called at each key; says so every few seconds at most. */
export function useTyping(id: string): () => void {
  const saidAt = useRef(0)
  return () => {
    if (Date.now() - saidAt.current < everyMs) return
    saidAt.current = Date.now()
    void call(ChatsService.method.tellTyping, { id }).catch(() => undefined)
  }
}
