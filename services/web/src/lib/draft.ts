// What somebody is writing: kept in the browser's tab at once, and by the server a moment later.
import { newRequestId } from './request-id'

export interface Draft {
  html: string
  files: { id: string; name: string; size: number }[]
  /** People who would get it and shall not. */
  leaveOut: string[]
  /** Others who get it this once. */
  copyTo: { name: string; address: string }[]
  /** In whose name it goes; empty: as the conversation says. */
  mailboxId: string
  /** When it is meant to go, in milliseconds; absent: as it is sent. */
  later?: { at: number; cancelOnReply: boolean } | undefined
  /** Made when the form opened: sending the same draft twice is one message. */
  requestId: string
  /** The newest message that the writer had seen when they began. */
  base: string
  /** Whether the server lacks what is here. */
  dirty: boolean
  /** Of what the server had when this was written over it; 0: nothing. */
  revision: number
  /** What that said. */
  over: string
}

export function emptyDraft(): Draft {
  return { html: '', files: [], leaveOut: [], copyTo: [], mailboxId: '', requestId: newRequestId(), base: '', dirty: false, revision: 0, over: '' }
}

export function isBlank({ html, files }: Pick<Draft, 'html' | 'files'>): boolean {
  return html === '' && files.length === 0
}

/** Whether there is nothing to keep: nothing written, and nothing chosen. */
export function isNothing(draft: Draft): boolean {
  return isBlank(draft) && draft.leaveOut.length === 0 && draft.copyTo.length === 0 && draft.mailboxId === '' && draft.later === undefined
}

/**
 * What was written here, together with what another window or device kept meanwhile: where both wrote, theirs stands before, and nothing
 * typed is lost. The choices are those of here, which are newer.
 */
export function together(mine: Draft, theirs: Draft): Draft {
  const files = [...theirs.files, ...mine.files.filter(({ id }) => theirs.files.every((file) => file.id !== id))]
  return { ...mine, html: bothTexts(mine, theirs), files, base: mine.base || theirs.base, revision: theirs.revision, over: theirs.html }
}

function bothTexts(mine: Draft, theirs: Draft): string {
  if (theirs.html === mine.over) return mine.html
  if (mine.html === mine.over) return theirs.html
  const [here, there] = [wordsOf(mine.html), wordsOf(theirs.html)]
  if (here.includes(there)) return mine.html
  return there.includes(here) ? theirs.html : theirs.html + mine.html
}

function wordsOf(html: string): string {
  return html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ').trim()
}

/** The draft that the server has not got yet, where there is one. */
export function loadDraft(key: string): Draft | undefined {
  const text = sessionStorage.getItem(`draft:${key}`)
  return text ? { ...emptyDraft(), ...(JSON.parse(text) as Partial<Draft>) } : undefined
}

export function saveDraft(key: string, draft: Draft): void {
  sessionStorage.setItem(`draft:${key}`, JSON.stringify(draft))
}

export function forgetDraft(key: string): void {
  sessionStorage.removeItem(`draft:${key}`)
}
