// The shortcuts that can be put on other keys, by where they work, and what keys they may have. Pure.
import { firstKeys, keysIn } from '~/lib/keyNames'

export interface Group {
  name: string
  /** Groups whose shortcuts may be on the screen at the same time. */
  beside: string[]
  shortcuts: { id: string; label: string }[]
}

const list = 'Lists'
const item = 'An open ticket or task'
const messenger = 'Messenger'
const everywhere = 'Everywhere'

export const groups: Group[] = [
  {
    name: everywhere,
    beside: [everywhere, list, item, messenger],
    shortcuts: [
      { id: 'c', label: 'New ticket or task' },
      { id: 'mod+k', label: 'Command palette' },
      { id: '?', label: 'Keyboard shortcuts' },
      { id: '1', label: 'Dashboard' },
      { id: '2', label: 'Tickets' },
      { id: '3', label: 'Tasks' },
      { id: '4', label: 'Messenger' },
    ],
  },
  {
    name: list,
    beside: [everywhere, list, item],
    shortcuts: [
      { id: 'j', label: 'Next' },
      { id: 'k', label: 'Previous' },
      { id: 'x', label: 'Select' },
      { id: '/', label: 'Filter or search' },
    ],
  },
  {
    name: item,
    beside: [everywhere, list, item],
    shortcuts: [
      { id: 'r', label: 'Reply to the customer' },
      { id: 'n', label: 'Internal note' },
      { id: 'mod+z', label: 'Undo the send' },
      { id: 'a', label: 'Assign' },
      { id: 'i', label: 'Assign to me' },
      { id: 'm', label: 'Run a macro' },
      { id: 'w', label: 'Start or stop work' },
    ],
  },
  {
    name: messenger,
    beside: [everywhere, messenger],
    shortcuts: [
      { id: 'new-conversation', label: 'New conversation' },
      { id: 'u', label: 'Mark as unread' },
      { id: 'e', label: 'Close or reopen the conversation' },
    ],
  },
]

const moving = new Set(['Tab', 'Enter', 'Escape', ' ', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown', 'Backspace', 'Delete'])
/** With Ctrl: what is copied, undone or found, and what browsers do not give away. */
const browsers = new Set([...'acvxyztwnrlfpqsdo0+-='].map((key) => `mod+${key}`))

/** Whether no shortcut may have the keys. */
export function isReserved(keys: string): boolean {
  return browsers.has(keys) || moving.has(keys.split('+').at(-1) ?? '')
}

/** What is on these keys where the shortcut works, too; undefined where they are free. */
export function taken(id: string, keys: string, map: Record<string, string>): string | undefined {
  const own = groups.find(({ shortcuts }) => shortcuts.some((one) => one.id === id))
  const near = groups.filter(({ name, beside }) => own && (own.beside.includes(name) || beside.includes(own.name)))
  return near.flatMap(({ shortcuts }) => shortcuts).find((one) => one.id !== id && keysIn(map, one.id) === keys)?.label
}

/** Whether the keys are those that it has at first. */
export function isOwn(id: string, map: Record<string, string>): boolean {
  return keysIn(map, id) === firstKeys(id)
}
