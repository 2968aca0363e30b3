// How long a message to a customer can be taken back after it was sent: chosen by each person, kept in their browser.
import { store } from './store'

const key = 'tandem.undoSeconds'

/** What can be chosen; 0: it goes at once. */
export const undoChoices = [0, 5, 10, 20, 30]
const standard = 5

export const undoSeconds = store(stored())

export function setUndoSeconds(seconds: number): void {
  localStorage.setItem(key, String(seconds))
  undoSeconds.set(seconds)
}

function stored(): number {
  const value = Number(localStorage.getItem(key) ?? standard)
  return undoChoices.includes(value) ? value : standard
}
