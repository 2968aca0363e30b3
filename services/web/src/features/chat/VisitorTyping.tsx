import { useEffect, useState } from 'react'
import type { Chat } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { listen } from '~/lib/live'
import { text } from './text'
import { visitorName } from './visitor'

const shownMs = 5000

/** That the visitor types, for some seconds after each sign of it. */
export function VisitorTyping({ chat }: { chat: Chat }) {
  const [types, setTypes] = useState(false)
  const visitorId = chat.visitor?.id ?? ''
  const message = chat.lastMessageTime?.seconds
  useEffect(() => setTypes(false), [message])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = listen((type, subjects) => {
      if (!type.endsWith('.ChatTyping') || !subjects.includes(chat.id) || !subjects.includes(visitorId)) return
      setTypes(true)
      clearTimeout(timer)
      timer = setTimeout(() => setTypes(false), shownMs)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [chat.id, visitorId])
  return (
    <p role="status" className="h-5 shrink-0 px-4 text-xs text-soft italic">
      {types && text.types(visitorName(chat))}
    </p>
  )
}
