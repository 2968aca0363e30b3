// Reads again whenever something of the customer's own changes.
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

/** Calls `load` now, and after every notice. Notices that come close together are one. */
export function useLive(load: () => void, about: unknown): void {
  const latestRef = useRef(load)
  useLayoutEffect(() => {
    latestRef.current = load
  })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const soon = () => {
      clearTimeout(timer)
      timer = setTimeout(() => latestRef.current(), 100)
    }
    latestRef.current()
    const source = new EventSource('/v1/live')
    source.addEventListener('message', soon)
    source.addEventListener('reset', soon)
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [about])
}
