import { useEffect, useState } from 'react'
import type { Chat } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { listen } from '~/lib/live'
import { millis } from '~/lib/time'
import { text } from './text'
import { visitorName } from './visitor'

const shownMs = 5000

/** That the visitor types, for some seconds after each sign of it, and until what they typed is there. */
export function VisitorTyping({ chat }: { chat: Chat }) {
  const { id, lastMessageTime, visitor } = chat
  const visitorId = visitor?.id ?? ''
  const newest = millis(lastMessageTime)
  /** The newest message when they began. */
  const [after, setAfter] = useState<number>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = listen((type, subjects) => {
      if (!type.endsWith('.ChatTyping') || !subjects.includes(id) || !subjects.includes(visitorId)) return
      setAfter(newest)
      clearTimeout(timer)
      timer = setTimeout(() => setAfter(undefined), shownMs)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [id, visitorId, newest])
  return (
    <p role="status" className="h-5 shrink-0 px-4 text-xs text-soft italic">
      {after === newest && text.types(visitorName(chat))}
    </p>
  )
}
