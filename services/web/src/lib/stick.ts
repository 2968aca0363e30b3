// Keeping the end of a conversation in sight while what is above it still grows.
import { type RefObject, useEffect, useRef } from 'react'

const touches = ['wheel', 'touchmove', 'keydown', 'pointerdown']

/**
 * Scrolls to the end whenever `newest` changes, and stays there until the reader does something.
 * Who has scrolled up to read is left where they are.
 */
export function useStickToEnd(inside: RefObject<HTMLElement | null>, newest: string | undefined): void {
  const shown = useRef(false)
  useEffect(() => {
    const scroller = newest === undefined ? undefined : scrollerOf(inside.current)
    if (!scroller || (shown.current && !isNearEnd(scroller))) return undefined
    shown.current = true
    const toEnd = () => {
      scroller.scrollTop = scroller.scrollHeight
    }
    const watcher = new ResizeObserver(toEnd)
    const letGo = () => watcher.disconnect()
    for (const child of scroller.children) watcher.observe(child)
    for (const event of touches) scroller.addEventListener(event, letGo, { passive: true, once: true })
    toEnd()
    return () => {
      letGo()
      for (const event of touches) scroller.removeEventListener(event, letGo)
    }
  }, [inside, newest])
}

function isNearEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < clientHeight / 2
}

function scrollerOf(element: HTMLElement | null): HTMLElement | undefined {
  for (let at = element?.parentElement; at; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  }
  return undefined
}
