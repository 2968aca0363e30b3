// Reads again what no notice names by its id, such as counts: when something happened, at most once every few seconds.
import { useEffect, useEffectEvent } from 'react'
import { listen } from './live'

const restMs = 3_000

/** Calls `read` after events whose type begins so, at the soonest `delayMs` later; who looks elsewhere is told when they come back. */
export function useAgain(types: string, delayMs: number, read: () => void) {
  const again = useEffectEvent(() => {
    if (document.visibilityState === 'visible') read()
  })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = 0
    const stop = listen((type) => {
      if (!type.startsWith(types)) return
      timer ??= setTimeout(() => {
        timer = undefined
        last = Date.now()
        again()
      }, Math.max(delayMs, last + restMs - Date.now()))
    })
    const back = () => again()
    document.addEventListener('visibilitychange', back)
    return () => {
      stop()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', back)
    }
  }, [types, delayMs])
}
