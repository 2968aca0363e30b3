/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks'
import { Wrong } from '../Wrong'
import { type Refusal, api, explain } from '../api'
import { Answer } from './Answer'
import { OwnFields } from './OwnFields'
import { State } from './State'
import { useLive } from './useLive'
import { type Item, type Me, type Message, when } from './wire'

interface Read {
  item: Item
  conversationId: string | undefined
  messages: Message[]
}

async function read(number: string): Promise<Read> {
  const item = await api<Item>('GET', `/v1/items/${number}`)
  const { conversations } = await api<{ conversations?: { id: string }[] }>('GET', `/v1/items/${item.id}/conversations`)
  const conversationId = conversations?.[0]?.id
  if (!conversationId) return { item, conversationId, messages: [] }
  const page = await api<{ messages?: Message[] }>('GET', `/v1/conversations/${conversationId}/messages?page_size=100&newest_first=true`)
  return { item, conversationId, messages: (page.messages ?? []).toReversed() }
}

const mostTries = 8
const againMs = 700
const seenMs = 30_000

/** One request: what was said, and room to answer. */
export function RequestPage({ number, me }: { number: string; me: Me }) {
  const [shown, setShown] = useState<Read>()
  const [problem, setProblem] = useState<string>()
  const triesRef = useRef(0)
  const load = async () => {
    try {
      setShown(await read(number))
      setProblem(undefined)
    } catch (error) {
      // A request just sent is shown here as soon as a rule has published it.
      const soon = (error as Refusal).status === 404 && triesRef.current++ < mostTries
      if (soon) setTimeout(() => void load(), againMs)
      else setProblem(explain(error))
    }
  }
  useLive(() => void load(), number)
  useSeen(shown?.conversationId, shown?.messages.at(-1)?.id)
  if (!shown && !problem) return <p role="status" class="text-soft">One moment…</p>
  if (!shown) return <Wrong text={problem} />
  const { item, conversationId, messages } = shown
  return (
    <article>
      <a href={location.pathname} class="text-sm text-accent hover:underline">
        ← All requests
      </a>
      <h1 class="pt-2 text-xl font-semibold wrap-anywhere">{item.title}</h1>
      <p class="flex items-center gap-2 pt-1 pb-4 text-sm text-soft">
        #{item.number} <State item={item} /> {when(item.createTime)}
      </p>
      <OwnFields item={item} />
      <Wrong text={problem} />
      <ol aria-label="Messages" class="grid gap-3">
        {messages.map((message) => (
          <MessageItem key={message.id} message={message} own={message.authorId === me.id} />
        ))}
      </ol>
      {conversationId && <Answer conversationId={conversationId} onSent={() => void load()} />}
    </article>
  )
}

/** Says, while the page is looked at, that what is on it was read: it needs no mail. */
function useSeen(conversationId: string | undefined, latest: string | undefined) {
  useEffect(() => {
    if (!conversationId) return undefined
    const tell = () => {
      if (document.visibilityState === 'visible') api('POST', `/v1/conversations/${conversationId}:see`, {}).catch(() => {})
    }
    tell()
    const timer = setInterval(tell, seenMs)
    document.addEventListener('visibilitychange', tell)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tell)
    }
  }, [conversationId, latest])
}

function MessageItem({ message, own }: { message: Message; own: boolean }) {
  return (
    <li class={`rounded-xl border px-4 py-3 ${own ? 'border-line bg-surface' : 'border-customer-line bg-customer-soft'}`}>
      <p class="flex justify-between gap-3 pb-1 text-sm">
        <span class="font-semibold">{own ? 'You' : message.from?.name || 'Support'}</span>
        <time dateTime={message.createTime} class="text-xs text-soft">
          {when(message.createTime)}
        </time>
      </p>
      <p class="wrap-anywhere whitespace-pre-wrap">{(message.replyText || message.text || '').trim()}</p>
      {message.attachments && message.attachments.length > 0 && (
        <ul aria-label="Files" class="flex flex-wrap gap-3 pt-2 text-sm">
          {message.attachments.map((file) => (
            <li key={file.id}>
              <a href={`/v1/attachments/${file.id}`} download={file.name} class="text-accent underline">
                {file.name}
              </a>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}
