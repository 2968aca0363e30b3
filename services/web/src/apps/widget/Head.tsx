/** @jsxImportSource preact */
import { tellSite } from './frame'
import type { Chat } from './wire'

interface Props {
  title: string
  chat: Chat | undefined
  online: boolean
}

/** Whose chat it is, who answers, and the way out. */
export function Head({ title, chat, online }: Props) {
  return (
    <header>
      <div>
        <h1>{title}</h1>
        <p role="status">{online ? standing(chat) : 'No connection. Trying again…'}</p>
      </div>
      <button type="button" aria-label="Close the chat" onClick={() => tellSite({ kind: 'close' })}>
        <svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
          <path d="M6 6l12 12M18 6L6 18" />
        </svg>
      </button>
    </header>
  )
}

function standing(chat: Chat | undefined): string {
  if (chat?.state === 'STATE_ACTIVE') return chat.agentName ? `You are talking to ${chat.agentName}` : 'Somebody is with you'
  if (chat?.state !== 'STATE_WAITING') return ''
  return (chat.queuePosition ?? 0) > 1 ? `Place ${chat.queuePosition} in the queue` : 'Somebody will be with you soon'
}
