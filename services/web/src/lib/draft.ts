// What somebody is writing: kept in the browser's tab at once, and by the server a moment later.
import { newRequestId } from './request-id'

export interface Draft {
  html: string
  files: { id: string; name: string; size: number }[]
  /** Made when the form opened: sending the same draft twice is one message. */
  requestId: string
  /** The newest message that the writer had seen when they began. */
  base: string
  /** Whether the server lacks what is here. */
  dirty: boolean
}

export function emptyDraft(): Draft {
  return { html: '', files: [], requestId: newRequestId(), base: '', dirty: false }
}

export function isBlank({ html, files }: Draft): boolean {
  return html === '' && files.length === 0
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
