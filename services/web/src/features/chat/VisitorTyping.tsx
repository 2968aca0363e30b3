import { useEffect, useState } from 'react'
import { useMessages } from '~/features/conversation/useConversation'
import type { Chat } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { listen } from '~/lib/live'
import { text } from './text'
import { visitorName } from './visitor'

const shownMs = 5000

/** That the visitor types, for some seconds after each sign of it, and until what they typed is there; what others write ends nothing. */
export function VisitorTyping({ chat }: { chat: Chat }) {
  const { messages } = useMessages(chat.conversationId)
  const theirs = messages.findLast(({ authorId }) => /^(cus|vis)_/.test(authorId))?.id
  return (
    <p role="status" className="h-5 shrink-0 px-4 text-xs text-soft italic">
      <Line key={theirs} chat={chat} />
    </p>
  )
}

function Line({ chat }: { chat: Chat }) {
  const { id, visitor } = chat
  const visitorId = visitor?.id ?? ''
  const [typing, setTyping] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = listen((type, subjects) => {
      if (!type.endsWith('.ChatTyping') || !subjects.includes(id) || !subjects.includes(visitorId)) return
      setTyping(true)
      clearTimeout(timer)
      timer = setTimeout(() => setTyping(false), shownMs)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [id, visitorId])
  return typing && text.types(visitorName(chat))
}
