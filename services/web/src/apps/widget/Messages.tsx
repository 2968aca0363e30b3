/** @jsxImportSource preact */
import { useEffect, useRef } from 'preact/hooks'
import { explain } from '../api'
import { FileLink } from './FileLink'
import type { Pending } from './useChat'
import type { Chat, Message } from './wire'

interface Props {
  chat: Chat | undefined
  messages: Message[]
  pending: Pending[]
  typing: string
  greeting?: string | undefined
  again: (one: Pending) => void
}

/** What was said, the newest in sight. */
export function Messages({ chat, messages, pending, typing, greeting, again }: Props) {
  const endRef = useRef<HTMLLIElement>(null)
  const count = messages.length + pending.length
  useEffect(() => endRef.current?.scrollIntoView({ block: 'end' }), [count, typing])
  const own = messages.findLast(({ from }) => from === 'FROM_VISITOR')
  const seen = own && chat?.seenTime && chat.seenTime >= own.createTime ? own.id : undefined
  return (
    // Read out as it comes; a box that scrolls can be reached by keyboard in every browser of today.
    <ol aria-live="polite" aria-label="Messages">
      {count === 0 && greeting && <li class="bot">{greeting}</li>}
      {messages.map((message) => (
        <li key={message.id} class={message.from === 'FROM_VISITOR' ? 'own' : message.from === 'FROM_BOT' ? 'bot' : 'agent'}>
          {message.from === 'FROM_AGENT' && message.name && <b>{message.name}</b>}
          {message.text && <p dir="auto"><Linked text={message.text} /></p>}
          {chat && message.files?.map((file) => <FileLink key={file.id} chat={chat.id} file={file} />)}
          <small>
            <time dir="auto" dateTime={message.createTime}>{new Date(message.createTime).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}</time>
            {message.editTime && ' · Edited'}
            {message.id === seen && ' · Seen'}
          </small>
        </li>
      ))}
      {pending.map((one) => (
        <li key={one.requestId} class="own">
          <p dir="auto">{one.text}</p>
          {one.failed ? (
            <small role="alert">
              {explain(one.failed)}{' '}
              <button type="button" onClick={() => again(one)}>
                Send again
              </button>
            </small>
          ) : (
            <small>Sending…</small>
          )}
        </li>
      ))}
      {typing && <li class="note">{typing} is typing…</li>}
      <li ref={endRef} aria-hidden="true" class="end" />
    </ol>
  )
}

const address = /https?:\/\/[^\s<>"']+/

/** Addresses as links; everything else as text. */
function Linked({ text }: { text: string }) {
  const found = address.exec(text)
  if (!found) return <>{text}</>
  const [link] = found
  const after = found.index + link.length
  return (
    <>
      {text.slice(0, found.index)}
      <a href={link} target="_blank" rel="noopener noreferrer nofollow">
        {link}
      </a>
      <Linked text={text.slice(after)} />
    </>
  )
}
