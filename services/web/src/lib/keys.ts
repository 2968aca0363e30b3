// Keyboard shortcuts: declared beside the action they run, listed by "?", put on other keys or switched off by who wants to.
import { useEffect, useEffectEvent } from 'react'
import { firstKeys, keysIn, pressedKeys } from './keyNames'
import { store } from './store'

interface Shortcut {
  /** What they are at first: `c`, `?`, `Escape`, `mod+k`; or a name of `named`. */
  id: string
  label: string
  run: (event: KeyboardEvent) => void
}

const switchKey = 'tandem.shortcuts'
const mapKey = 'tandem.keys'
const shortcuts: Shortcut[] = []
/** Counts what comes and goes, for who lists them. */
const changes = store(0)

/** What was put on other keys, by id. Kept on this computer: keyboards differ. */
const remapped = store<Record<string, string>>(readMap())

function readMap(): Record<string, string> {
  try {
    const map: unknown = JSON.parse(localStorage.getItem(mapKey) ?? '{}')
    return Object.fromEntries(Object.entries(map ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    return {}
  }
}

/** Puts a shortcut on other keys; undefined: back on its own. */
export function remap(id: string, keys: string | undefined): void {
  const { [id]: _old, ...rest } = remapped.get()
  setMap(keys === undefined || keys === firstKeys(id) ? rest : { ...rest, [id]: keys })
}

export function forgetKeys(): void {
  setMap({})
}

function setMap(map: Record<string, string>): void {
  localStorage.setItem(mapKey, JSON.stringify(map))
  remapped.set(map)
}

/** What was put on other keys. */
export const useRemapped = remapped.use

/** On which keys a shortcut is now. */
export function keysOf(id: string, map = remapped.get()): string {
  return keysIn(map, id)
}

/** Off for people whose speech or switch input types letters by accident. */
export const shortcutsOn = store(localStorage.getItem(switchKey) !== 'off')

export function setShortcutsOn(on: boolean): void {
  localStorage.setItem(switchKey, on ? 'on' : 'off')
  shortcutsOn.set(on)
}

/** Runs `run` on its keys while the component is shown; the newest of the same keys wins. */
export function useShortcut(id: string, label: string, run: (event: KeyboardEvent) => void, enabled = true): void {
  const latest = useEffectEvent(run)
  useEffect(() => {
    if (!enabled) return undefined
    const shortcut: Shortcut = { id, label, run: (event) => latest(event) }
    shortcuts.push(shortcut)
    changes.set(changes.get() + 1)
    return () => {
      shortcuts.splice(shortcuts.indexOf(shortcut), 1)
      changes.set(changes.get() + 1)
    }
  }, [id, label, enabled])
}

/** What can be pressed here and now. */
export function useShortcuts(): { keys: string; label: string }[] {
  changes.use()
  const map = remapped.use()
  const seen = new Map(shortcuts.map((shortcut) => [keysOf(shortcut.id, map), shortcut.label]))
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
  const shortcut = shortcuts.findLast(({ id }) => keysOf(id) === pressed)
  shortcut?.run(event)
  return shortcut !== undefined
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
