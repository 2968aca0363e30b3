// The draft of a conversation: with the server a second after typing stops, and when the page is left.
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { AttachmentsService } from '~/gen/tandem/conversations/v1/attachments_service_pb'
import { type Draft as Kept, DraftsService } from '~/gen/tandem/conversations/v1/drafts_service_pb'
import { call } from '~/lib/call'
import { type Draft, emptyDraft, forgetDraft, hasChoice, isBlank, loadDraft, saveDraft, withChoice } from '~/lib/draft'
import { client, nameOf, useRead } from '~/lib/query'
import { touch } from '~/lib/subjects'
import { type Place, draftKey } from './useConversation'

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

/** What is being written, and how it changes. `round` grows when the editor must show another text than the one typed. */
export function useDraft(place: Place, initial: Draft) {
  // As it was when the writing began: a conversation that opens meanwhile moves nothing.
  const [key] = useState(() => draftKey(place))
  const [draft, setDraft] = useState(() => begin(place, initial))
  const [round, setRound] = useState(0)
  const latest = useRef(draft)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const saving = useRef<Promise<unknown>>(Promise.resolve())

  const now = useRef(place)
  useEffect(() => {
    now.current = place
  })

  const keep = () => {
    const { visibility, conversation } = now.current
    const subject = conversation?.id ?? now.current.subject
    clearTimeout(timer.current)
    const kept = latest.current
    if (!kept.dirty) return
    const store: () => Promise<unknown> = isBlank(kept)
      ? () => call(DraftsService.method.deleteDraft, { subject, visibility })
      : () =>
          call(DraftsService.method.saveDraft, {
            draft: { subject, visibility, html: kept.html, attachments: kept.files.map(({ id }) => id), baseMessageId: kept.base },
          })
    saving.current = saving.current.then(store).then(() => {
      touch(client, nameOf(DraftsService.method.saveDraft), [])
      if (latest.current !== kept) return
      latest.current = { ...kept, dirty: false }
      if (hasChoice(kept)) saveDraft(key, latest.current)
      else forgetDraft(key)
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
  /** What is sent is no draft any more: nothing of it may be saved after it. As it was typed, also where the screen has yet to follow; nothing where it is blank. */
  const take = () => {
    const sent = latest.current
    if (isBlank(sent)) return undefined
    clearTimeout(timer.current)
    latest.current = emptyDraft()
    forgetDraft(key)
    setDraft(latest.current)
    setRound((before) => before + 1)
    return { draft: sent, saved: saving.current }
  }
  const restore = (back: (begun: Draft) => Draft) => {
    change(back)
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

/** What the browser has and the server lacks goes before what the server has. */
function begin(place: Place, initial: Draft): Draft {
  const here = loadDraft(draftKey(place)) ?? loadDraft(draftKey({ ...place, conversation: undefined }))
  if (here?.dirty) return here
  return here && !isBlank(initial) ? withChoice(initial, here) : initial
}
