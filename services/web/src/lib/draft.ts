// What somebody is writing: it survives a reload, and is gone with the browser's tab.
import { newRequestId } from './request-id'

export interface Draft {
  html: string
  files: { id: string; name: string; size: number }[]
  /** Made when the form opened: sending the same draft twice is one message. */
  requestId: string
}

export function emptyDraft(): Draft {
  return { html: '', files: [], requestId: newRequestId() }
}

export function loadDraft(key: string): Draft {
  const text = sessionStorage.getItem(`draft:${key}`)
  return text ? (JSON.parse(text) as Draft) : emptyDraft()
}

export function saveDraft(key: string, draft: Draft): void {
  if (draft.html || draft.files.length > 0) sessionStorage.setItem(`draft:${key}`, JSON.stringify(draft))
  else sessionStorage.removeItem(`draft:${key}`)
}
