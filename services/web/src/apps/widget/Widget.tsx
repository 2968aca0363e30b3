/** @jsxImportSource preact */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { AddressForm } from './AddressForm'
import { Composer } from './Composer'
import { Ending } from './Ending'
import { Head } from './Head'
import { Messages } from './Messages'
import { OfflineForm } from './OfflineForm'
import { type SitePage, hearSite, tellSite } from './frame'
import { type Site, useChat } from './useChat'
import { type PublicWidget, call, key } from './wire'

const presenceMs = 30_000

/** The chat, as the website's visitor has it. */
export function Widget() {
  const [widget, setWidget] = useState<PublicWidget>()
  const [site, setSite] = useState<Site>()
  const [opened, setOpened] = useState(false)
  const chatting = useChat(site)
  const { chat, messages } = chatting
  const pageRef = useRef<SitePage>(undefined)

  useEffect(() => {
    call<PublicWidget>(`widgets/${encodeURIComponent(key)}`).then(
      (told) => {
        setWidget(told)
        document.title = told.title
        document.documentElement.style.setProperty('--brand', told.color)
        tellSite({ kind: 'look', color: told.color, start: told.position === 'POSITION_START', title: told.title })
      },
      () => {},
    )
    return hearSite((message) => {
      if (message.kind === 'opened') setOpened(message.opened)
      else if (message.kind === 'page') pageRef.current = message.page
      else {
        document.documentElement.dir = message.dir === 'rtl' ? 'rtl' : 'ltr'
        if (message.locale) document.documentElement.lang = message.locale
        pageRef.current = message.page
        setSite({ page: message.page, locale: message.locale, identity: message.identity })
        setOpened(message.opened)
      }
    })
  }, [])

  // What came from the other side since it was last looked at.
  const [seenId, setSeenId] = useState('')
  const others = useMemo(() => messages.filter(({ from }) => from !== 'FROM_VISITOR'), [messages])
  const latest = others.at(-1)?.id ?? ''
  const id = chat?.id
  useEffect(() => {
    const looked = opened && document.visibilityState === 'visible'
    if (looked && id && latest && latest !== seenId) {
      setSeenId(latest)
      call(`chats/${id}:see`, { messageId: latest }).catch(() => setSeenId(''))
    }
    const unread = looked ? 0 : others.length - 1 - others.findIndex((message) => message.id === seenId)
    tellSite({ kind: 'unread', count: seenId ? unread : 0 })
  }, [opened, id, latest, seenId, others])

  useEffect(() => {
    if (!id) return undefined
    const tell = () => {
      const away = document.visibilityState !== 'visible'
      const { url = '', title = '' } = pageRef.current ?? {}
      call(`chats/${id}:presence`, { away, pageUrl: url, pageTitle: title }).catch(() => {})
    }
    const timer = setInterval(tell, presenceMs)
    document.addEventListener('visibilitychange', tell)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tell)
    }
  }, [id])

  useEffect(() => {
    const close = ({ key: pressed }: KeyboardEvent) => {
      if (pressed === 'Escape') tellSite({ kind: 'close' })
    }
    document.addEventListener('keydown', close)
    return () => document.removeEventListener('keydown', close)
  }, [])

  if (!widget) return <p role="status">One moment…</p>
  const closed = !widget.open && (!chat || chat.state === 'STATE_ENDED')
  return (
    <main>
      <Head title={widget.title} chat={chat} online={chatting.online} />
      {closed ? (
        <OfflineForm widget={widget} />
      ) : (
        <>
          <Messages {...chatting} greeting={widget.greeting} />
          {chat?.asksAddress && <AddressForm chat={chat} onLeft={chatting.setChat} />}
          {chat?.state === 'STATE_ENDED' ? <p class="note">This chat has ended. Write to begin again.</p> : null}
          <Composer opened={opened} chat={chat} onSend={chatting.send} onBegin={chatting.begin} />
          {chat && chat.state !== 'STATE_ENDED' && <Ending chat={chat} onEnded={chatting.setChat} />}
        </>
      )}
    </main>
  )
}
