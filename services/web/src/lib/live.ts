// The live stream: that something changed, never what. Screens read again what they may see.
import type { QueryClient } from '@tanstack/react-query'
import { store } from './store'
import { refresh } from './subjects'

interface Notice {
  type?: string
  subjects?: string[]
}

const longestWaitMs = 15_000

/** What is told of a notice as it comes: its type and the ids it is about. */
type Listener = (type: string, subjects: string[]) => void

const listeners = new Set<Listener>()

/** Hears every notice, for what is shown for a moment and kept nowhere; until the returned function is called. */
export function listen(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Whether what is on the screens is kept fresh. */
export const connected = store(true)

/** Follows the stream until the returned function is called. Reconnects by itself, and then reads everything again. */
export function follow(client: QueryClient): () => void {
  let source: EventSource | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  let waitMs = 500
  let missed = false

  const hear = (event: MessageEvent<string>) => {
    const notice = JSON.parse(event.data) as Notice
    const type = notice.type ?? event.type
    const subjects = notice.subjects ?? []
    if (type === 'reset') void client.invalidateQueries()
    else refresh(client, type, subjects)
    for (const listener of listeners) listener(type, subjects)
  }

  const open = () => {
    source = new EventSource('/v1/live')
    source.addEventListener('message', hear)
    source.addEventListener('reset', () => void client.invalidateQueries())
    source.addEventListener('open', () => {
      waitMs = 500
      connected.set(true)
      if (missed) void client.invalidateQueries()
      missed = false
    })
    source.addEventListener('error', () => {
      connected.set(false)
      // A closed source does not come back by itself (an answer that was no stream); a connecting one does, and resumes.
      if (source?.readyState !== EventSource.CLOSED) return
      missed = true
      again = setTimeout(open, waitMs)
      waitMs = Math.min(waitMs * 2, longestWaitMs)
    })
  }

  open()
  return () => {
    clearTimeout(again)
    source?.close()
  }
}
