// Keeps a chat's stream open: what breaks is asked for again, after the last message that came.
import type { Refusal } from '../api'
import { type Update, watch } from './wire'

interface Listener {
  /** The last message that is known. */
  last: () => string
  heard: (update: Update) => void
  /** It broke, and is tried again. */
  lost: () => void
  /** The token is none any more. */
  over: () => void
}

const shortestPauseMs = 500
const longestPauseMs = 15_000

/** Until `stop`; `wake` ends the pause before the next try, where something shows that the server answers. */
export function stream(chat: string, { last, heard, lost, over }: Listener): { stop: () => void; wake: () => void } {
  const abort = new AbortController()
  let pause = shortestPauseMs
  let wake: (() => void) | undefined
  const hear = (update: Update) => {
    pause = shortestPauseMs
    heard(update)
  }
  const keep = async () => {
    while (!abort.signal.aborted) {
      try {
        await watch(chat, last(), abort.signal, hear)
      } catch (error) {
        if (abort.signal.aborted) return
        if ((error as Refusal).status === 401) return over()
        lost()
      }
      // No two browsers come back at the same moment.
      const wait = pause + Math.random() * pause
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, wait)
      })
      pause = Math.min(pause * 2, longestPauseMs)
    }
  }
  void keep()
  return { stop: () => abort.abort(), wake: () => wake?.() }
}
