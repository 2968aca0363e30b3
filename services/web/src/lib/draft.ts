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
  /** Made when the form opened: sending the same draft twice is one message. */
  requestId: string
  /** The newest message that the writer had seen when they began. */
  base: string
  /** Whether the server lacks what is here. */
  dirty: boolean
}

export function emptyDraft(): Draft {
  return { html: '', files: [], leaveOut: [], copyTo: [], mailboxId: '', requestId: newRequestId(), base: '', dirty: false }
}

export function isBlank({ html, files }: Draft): boolean {
  return html === '' && files.length === 0
}

/** The draft that the server has not got yet, where there is one. */
export function loadDraft(key: string): Draft | undefined {
  const text = sessionStorage.getItem(`draft:${key}`)
  return text ? { ...emptyDraft(), ...(JSON.parse(text) as Partial<Draft>) } : undefined
}

/** The choice of who gets it, which only the browser keeps, put to what the server keeps. */
export function withChoice(kept: Draft, { leaveOut, copyTo, mailboxId }: Draft): Draft {
  return { ...kept, leaveOut, copyTo, mailboxId }
}

export function hasChoice({ leaveOut, copyTo, mailboxId }: Draft): boolean {
  return leaveOut.length > 0 || copyTo.length > 0 || mailboxId !== ''
}

export function saveDraft(key: string, draft: Draft): void {
  sessionStorage.setItem(`draft:${key}`, JSON.stringify(draft))
}

export function forgetDraft(key: string): void {
  sessionStorage.removeItem(`draft:${key}`)
}
