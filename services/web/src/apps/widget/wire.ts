// The visitor's calls. The token stays in this page's own storage and goes in a header, never in an address.
import { type Refusal } from '../api'

export interface PublicWidget {
  title: string
  greeting?: string
  offlineText?: string
  color: string
  position: string
  open?: boolean
  openTime?: string
  requireIdentity?: boolean
}
export interface ChatFile {
  id: string
  name: string
  size: string
  contentType: string
}
export interface Message {
  id: string
  from: 'FROM_VISITOR' | 'FROM_AGENT' | 'FROM_BOT'
  name?: string
  text?: string
  files?: ChatFile[]
  createTime: string
  editTime?: string
}
export interface Chat {
  id: string
  state: 'STATE_WAITING' | 'STATE_ACTIVE' | 'STATE_ENDED'
  queuePosition?: number
  agentName?: string
  asksAddress?: boolean
  hasAddress?: boolean
  seenTime?: string
}
export interface Update {
  message?: Message
  chat?: Chat
  typing?: string
  beat?: boolean
  deletedMessageId?: string
}

export const key = decodeURIComponent(location.pathname.split('/')[2] ?? '')
const place = `tandem-chat:${key}`
let token = stored()

/** Whether this browser has written before: in this tab or in another. */
export function hasToken(): boolean {
  token ||= stored()
  return token !== ''
}

/** Tells this browser's other tabs that a chat has begun here. */
export function tellOtherTabs(chat: string): void {
  try {
    localStorage.setItem(`${place}:chat`, chat)
  } catch {
    // They find it when they are loaded anew.
  }
}

/** Hears from other tabs that this browser became somebody, or somebody else, or that a chat has begun, until the returned function is called. */
export function hearOtherTabs(changed: (chat?: string) => void): () => void {
  const hear = ({ key: what, newValue }: StorageEvent) => {
    const value = newValue ?? ''
    if (what === `${place}:chat` && value) changed(value)
    if (what !== place || value === token) return
    token = value
    changed()
  }
  addEventListener('storage', hear)
  return () => removeEventListener('storage', hear)
}

export function keepToken(next: string): void {
  token = next
  try {
    if (next) localStorage.setItem(place, next)
    else localStorage.removeItem(place)
  } catch {
    // A browser that keeps nothing for us: the chat lasts as long as the page.
  }
}

function stored(): string {
  try {
    return localStorage.getItem(place) ?? ''
  } catch {
    return ''
  }
}

function headers(more?: Record<string, string>): Record<string, string> {
  return token ? { ...more, 'tandem-visitor': token } : { ...more }
}

/** Calls the server. Throws a Refusal. */
export async function call<T>(path: string, body?: unknown): Promise<T> {
  const init: RequestInit =
    body === undefined ? { headers: headers() } : { method: 'POST', headers: headers({ 'content-type': 'application/json' }), body: JSON.stringify(body) }
  return read(await fetch(`/v1/public/${path}`, init).catch(() => undefined))
}

export async function upload(file: File): Promise<ChatFile> {
  const path = `/v1/public/chat_attachments?name=${encodeURIComponent(file.name)}`
  const type = file.type || 'application/octet-stream'
  return read(await fetch(path, { method: 'POST', headers: headers({ 'content-type': type }), body: file }).catch(() => undefined))
}

/** A file's bytes, as an address within this page. */
export async function fetchFile(chat: string, file: ChatFile): Promise<string> {
  const answer = await fetch(`/v1/public/chats/${chat}/attachments/${file.id}`, { headers: headers() })
  if (!answer.ok) throw await refusal(answer)
  return URL.createObjectURL(await answer.blob())
}

/** The live stream, until it ends. */
export async function watch(chat: string, after: string, signal: AbortSignal, heard: (update: Update) => void): Promise<void> {
  const path = `/v1/public/chats/${chat}/live?after_message_id=${after}`
  const answer = await fetch(path, { headers: headers({ accept: 'text/event-stream' }), signal })
  if (!answer.ok || !answer.body) throw await refusal(answer)
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const parts = (rest + value).split('\n\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      if (part.startsWith('event: error')) return
      const data = part.split('\n').find((line) => line.startsWith('data: '))
      if (data) heard(JSON.parse(data.slice(6)) as Update)
    }
  }
}

async function read<T>(answer: Response | undefined): Promise<T> {
  if (!answer?.ok) throw await refusal(answer)
  return (await answer.json()) as T
}

async function refusal(answer: Response | undefined): Promise<Refusal> {
  const told = (await answer?.json().catch(() => undefined)) as { error?: Partial<Refusal> } | undefined
  const { reason = '', message = '', fields = [] } = told?.error ?? {}
  return { status: answer?.status ?? 0, reason, message, fields }
}
