// Keyboard shortcuts: declared beside the action they run, listed by "?", and switched off by who wants to.
import { useEffect, useEffectEvent } from 'react'
import { store } from './store'

interface Shortcut {
  /** `c`, `?`, `Escape`, `mod+k`. */
  keys: string
  label: string
  run: (event: KeyboardEvent) => void
}

const switchKey = 'tandem.shortcuts'
const shortcuts: Shortcut[] = []

/** Off for people whose speech or switch input types letters by accident. */
export const shortcutsOn = store(localStorage.getItem(switchKey) !== 'off')

export function setShortcutsOn(on: boolean): void {
  localStorage.setItem(switchKey, on ? 'on' : 'off')
  shortcutsOn.set(on)
}

/** Runs `run` on these keys while the component is shown; the newest of the same keys wins. */
export function useShortcut(keys: string, label: string, run: (event: KeyboardEvent) => void, enabled = true): void {
  const latest = useEffectEvent(run)
  useEffect(() => {
    if (!enabled) return undefined
    const shortcut: Shortcut = { keys, label, run: (event) => latest(event) }
    shortcuts.push(shortcut)
    return () => void shortcuts.splice(shortcuts.indexOf(shortcut), 1)
  }, [keys, label, enabled])
}

/** What can be pressed here and now. */
export function listShortcuts(): { keys: string; label: string }[] {
  const seen = new Map(shortcuts.map((shortcut) => [shortcut.keys, shortcut.label]))
  return [...seen].map(([keys, label]) => ({ keys, label }))
}

/** Listens for the whole page, for good. */
export function listenForShortcuts(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return
    const plain = !pressedKeys(event).startsWith('mod+')
    if (plain && (!shortcutsOn.get() || isTyping(event.target) || isInOverlay(event.target) || isPressed(event))) return
    if (runShortcut(event)) event.preventDefault()
  })
}

/** Runs what is declared for the keys; false where nothing is. */
export function runShortcut(event: KeyboardEvent): boolean {
  const pressed = pressedKeys(event)
  const shortcut = shortcuts.findLast((candidate) => candidate.keys === pressed)
  shortcut?.run(event)
  return shortcut !== undefined
}

function pressedKeys(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return mod ? `mod+${key}` : key
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select')
}

/** A button or link that has the focus is pressed by these keys, whatever else they do on the page. */
function isPressed({ key, target }: KeyboardEvent): boolean {
  return (key === 'Enter' || key === ' ') && target instanceof HTMLElement && target.matches('button, a[href], summary, [role="button"], input[type=checkbox]')
}

/** An open dialog or menu has the keyboard to itself. */
function isInOverlay(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=dialog],[role=menu],[role=listbox]') !== null
}
