// j and k, or the arrows, from row to row of a list of links.
import type { RefObject } from 'react'
import { useShortcut } from '~/lib/keys'
import { text } from './text'

export function useRowSteps(list: RefObject<HTMLElement | null>): void {
  const step = (by: number) => {
    const rows = [...(list.current?.children ?? [])]
    const at = rows.findIndex((row) => row.contains(document.activeElement))
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]
    next?.querySelector('a')?.focus()
  }
  useShortcut('j', text.next, () => step(1))
  useShortcut('k', text.previous, () => step(-1))
  useShortcut('ArrowDown', text.next, () => step(1))
  useShortcut('ArrowUp', text.previous, () => step(-1))
}
