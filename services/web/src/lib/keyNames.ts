// What keys are called, and which a shortcut has at first. Pure.

/** Those that are on the same keys at first as others elsewhere. */
const named: Record<string, string> = { 'new-conversation': 'm' }

export function firstKeys(id: string): string {
  return named[id] ?? id
}

/** Where some are on other keys: on which one is. */
export function keysIn(map: Record<string, string>, id: string): string {
  return map[id] ?? firstKeys(id)
}

/** What is pressed, as shortcuts name it. */
export function pressedKeys(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'getModifierState'>): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  // By that key characters are typed, and not commands given.
  if (event.getModifierState('AltGraph')) return key
  const mod = event.ctrlKey || event.metaKey
  return `${mod ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${key}`
}
