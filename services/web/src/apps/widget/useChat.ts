// A visitor's chat: what was said, how it stands, and the stream that keeps both true. What is lost on the way comes again.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { type Refusal, newRequestId } from '../api'
import type { Identity, SitePage } from './frame'
import { stream } from './stream'
import { type Chat, type Message, type Update, call, hasToken, hearOtherTabs, keepToken, key, tellOtherTabs } from './wire'

export interface Site {
  page: SitePage
  locale: string
  identity?: Identity | undefined
}
/** Something on its way, or that did not get there. */
export interface Pending {
  requestId: string
  text: string
  files: string[]
  failed?: Refusal | undefined
}

const typingMs = 5000

export function useChat(site: Site | undefined) {
  const [chat, setChat] = useState<Chat>()
  const [messages, setMessages] = useState<Message[]>([])
  const [pending, setPending] = useState<Pending[]>([])
  const [typing, setTyping] = useState('')
  const [online, setOnline] = useState(true)
  const lastRef = useRef('')
  /** The server answers: the stream need not pause before it is asked for again. */
  const wakeRef = useRef<() => void>(undefined)
  const timerRef = useRef<ReturnType<typeof setTimeout>>(undefined)

  const add = useCallback((message: Message) => {
    setMessages((known) => {
      // The same one again has been changed since.
      const later = [...known.filter(({ id }) => id !== message.id), message].toSorted((a, b) => a.createTime.localeCompare(b.createTime))
      lastRef.current = later.at(-1)?.id ?? ''
      return later
    })
    if (message.from !== 'FROM_VISITOR') setTyping('')
  }, [])

  const begin = useCallback(async () => {
    if (!site) return undefined
    const { page, locale, identity } = site
    const asked = { widgetKey: key, pageUrl: page.url, pageTitle: page.title, referrer: page.referrer, locale, ...(identity ? { identity } : {}) }
    const told = await call<{ token?: string; chat?: Chat }>('chat_sessions', asked)
    if (told.token) {
      keepToken(told.token)
      setMessages([])
      lastRef.current = ''
    }
    setChat(told.chat)
    return told.chat
  }, [site])

  // Who has been here before goes on where they were.
  useEffect(() => {
    if (site && (hasToken() || site.identity)) begin().catch(() => setOnline(false))
  }, [site, begin])

  const id = chat?.id
  // A chat that begins in one tab is there in the others.
  useEffect(() => {
    if (!site) return undefined
    return hearOtherTabs((began) => {
      if (began && began === id) return
      setMessages([])
      lastRef.current = ''
      if (hasToken()) begin().catch(() => setOnline(false))
      else setChat(undefined)
    })
  }, [site, id, begin])

  useEffect(() => {
    if (!id) return undefined
    const heard = (update: Update) => {
      setOnline(true)
      if (update.message) add(update.message)
      if (update.deletedMessageId) setMessages((known) => known.filter(({ id: one }) => one !== update.deletedMessageId))
      if (update.chat) setChat(update.chat)
      if (update.typing !== undefined) {
        setTyping(update.typing || 'Somebody')
        clearTimeout(timerRef.current)
        timerRef.current = setTimeout(() => setTyping(''), typingMs)
      }
    }
    const over = () => {
      keepToken('')
      setChat(undefined)
    }
    const { stop, wake } = stream(id, { last: () => lastRef.current, heard, lost: () => setOnline(false), over })
    wakeRef.current = wake
    return stop
  }, [id, add])

  const deliver = useCallback(
    async (one: Pending) => {
      const body = { text: one.text, attachments: one.files, requestId: one.requestId }
      try {
        if (!hasToken()) await begin()
        if (id && chat?.state !== 'STATE_ENDED') add(await call<Message>(`chats/${id}/messages`, body))
        else {
          const begun = await call<Chat>('chats', body)
          setChat(begun)
          tellOtherTabs(begun.id)
        }
        setPending((all) => all.filter(({ requestId }) => requestId !== one.requestId))
        wakeRef.current?.()
      } catch (error) {
        const failed = error as Refusal
        setPending((all) => all.map((other) => (other.requestId === one.requestId ? { ...other, failed } : other)))
      }
    },
    [id, chat?.state, begin, add],
  )
  const send = useCallback(
    (text: string, files: string[]) => {
      const one = { requestId: newRequestId(), text, files }
      setPending((all) => [...all, one])
      void deliver(one)
    },
    [deliver],
  )
  const again = useCallback(
    (one: Pending) => {
      const next = { ...one, failed: undefined }
      setPending((all) => all.map((other) => (other.requestId === one.requestId ? next : other)))
      void deliver(next)
    },
    [deliver],
  )
  return { chat, setChat, messages, pending, typing, online, send, again, begin }
}
