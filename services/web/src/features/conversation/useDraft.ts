// The draft of a conversation: with the server a second after typing stops, and when the page is left.
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { AttachmentsService } from '~/gen/tandem/conversations/v1/attachments_service_pb'
import { type Draft as Kept, DraftsService } from '~/gen/tandem/conversations/v1/drafts_service_pb'
import { call } from '~/lib/call'
import { type Draft, emptyDraft, forgetDraft, isBlank, loadDraft, saveDraft } from '~/lib/draft'
import { client, nameOf, useRead } from '~/lib/query'
import { touch } from '~/lib/subjects'

const waitMs = 1000

/** The drafts of the user, of whatever conversation. */
export function useDrafts() {
  return useRead(DraftsService.method.listDrafts, { pageSize: 100 })
}

/** Which of them belongs to a conversation, or to an item where none is open. */
export function draftOf(drafts: Kept[] | undefined, subject: string, visibility: Visibility, conversationId: string | undefined) {
  return drafts?.find((one) => (conversationId ? one.subject === conversationId : one.subject === subject && one.visibility === visibility))
}

/** A kept draft with the names of its files. */
export async function openDraft(kept: Kept | undefined): Promise<Draft> {
  if (!kept) return emptyDraft()
  const ids = kept.attachments
  const found = ids.length > 0 ? (await call(AttachmentsService.method.batchGetAttachments, { ids })).attachments : []
  const files = found.map(({ id, name, size }) => ({ id, name, size: Number(size) }))
  return { ...emptyDraft(), html: kept.html, files, base: kept.baseMessageId }
}

interface Where {
  key: string
  /** `conv_…`, or the item where none is open. */
  subject: string
  visibility: Visibility
  initial: Draft
}

/** What is being written, and how it changes. `round` grows when the editor must show another text than the one typed. */
export function useDraft({ key, subject, visibility, initial }: Where) {
  const [draft, setDraft] = useState(() => loadDraft(key) ?? initial)
  const [round, setRound] = useState(0)
  const latest = useRef(draft)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const saving = useRef<Promise<unknown>>(Promise.resolve())

  const keep = () => {
    clearTimeout(timer.current)
    const now = latest.current
    if (!now.dirty) return
    const store: () => Promise<unknown> = isBlank(now)
      ? () => call(DraftsService.method.deleteDraft, { subject, visibility })
      : () =>
          call(DraftsService.method.saveDraft, {
            draft: { subject, visibility, html: now.html, attachments: now.files.map(({ id }) => id), baseMessageId: now.base },
          })
    saving.current = saving.current.then(store).then(() => {
      touch(client, nameOf(DraftsService.method.saveDraft), [])
      if (latest.current !== now) return
      latest.current = { ...now, dirty: false }
      forgetDraft(key)
      // Still dirty where this fails: the browser has it, and the next change tries again.
    }, () => undefined)
  }
  const change = (next: (before: Draft) => Draft) => {
    const after = { ...next(latest.current), dirty: true }
    latest.current = after
    saveDraft(key, after)
    setDraft(after)
    clearTimeout(timer.current)
    timer.current = setTimeout(keep, waitMs)
  }
  /** What is sent is no draft any more: nothing of it may be saved after it. */
  const take = () => {
    clearTimeout(timer.current)
    const sent = latest.current
    latest.current = emptyDraft()
    forgetDraft(key)
    setDraft(latest.current)
    setRound((before) => before + 1)
    return { draft: sent, saved: saving.current }
  }
  const restore = (back: Draft) => {
    change(() => back)
    setRound((before) => before + 1)
  }
  const onLeave = useEffectEvent(keep)
  useEffect(() => {
    const hide = () => document.visibilityState === 'hidden' && onLeave()
    document.addEventListener('visibilitychange', hide)
    return () => {
      document.removeEventListener('visibilitychange', hide)
      onLeave()
    }
  }, [])
  return { draft, round, change, take, restore }
}
