// The draft of a conversation: with the server a second after typing stops, and when the page is left.
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { DraftsService } from '~/gen/tandem/conversations/v1/drafts_service_pb'
import { call } from '~/lib/call'
import { type Draft, emptyDraft, forgetDraft, isBlank, isNothing, loadDraft, saveDraft, together } from '~/lib/draft'
import { problemOf } from '~/lib/error'
import { client, nameOf } from '~/lib/query'
import { touch } from '~/lib/subjects'
import { pauseInTyping } from '~/lib/typing'
import { readDraft, spellDraft } from './keptDraft'
import { type Place, draftKey } from './useConversation'

const waitMs = 1000

/** What the editor shows: another round is another text than the one typed, taken to the caret where the writer asked for it. */
interface Round {
  at: number
  focus: boolean
}

/** What is being written, and how it changes. `isWriting`: the caret is in it, and stays there. */
export function useDraft(place: Place, initial: Draft, isWriting: () => boolean) {
  // As it was when the writing began: a conversation that opens meanwhile moves nothing.
  const [key] = useState(() => draftKey(place))
  const [draft, setDraft] = useState(() => begin(place, initial))
  const [round, setRound] = useState<Round>({ at: 0, focus: false })
  const latest = useRef(draft)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  /** Each waits for the one before: two savings, and the message that a draft became. */
  const saving = useRef<Promise<unknown>>(Promise.resolve())

  const now = useRef(place)
  useEffect(() => {
    now.current = place
  })

  const show = (next: Draft) => {
    latest.current = next
    setDraft(next)
  }
  const change = (next: (before: Draft) => Draft) => {
    const after = { ...next(latest.current), dirty: true }
    saveDraft(key, after)
    show(after)
    clearTimeout(timer.current)
    timer.current = setTimeout(keep, waitMs)
  }
  const restore = (next: (begun: Draft) => Draft, focus = true) => {
    // At once: what is typed between two drawings would be typed into an editor that is gone.
    flushSync(() => {
      change(next)
      setRound(({ at }) => ({ at: at + 1, focus }))
    })
  }
  const join = async (theirs: Draft) => {
    await pauseInTyping()
    restore((mine) => together(mine, theirs), isWriting())
  }
  /** The server has it, unless it was written on; what another window saved meanwhile is put together with it. */
  const store = async (kept: Draft) => {
    const { subject, visibility } = whereOf(now.current)
    const theirs = isNothing(kept) ? await readDraft(now.current) : undefined
    if (theirs && theirs.revision !== kept.revision) return join(theirs)
    let after = { revision: 0, over: '' }
    if (isNothing(kept)) await call(DraftsService.method.deleteDraft, { subject, visibility })
    else {
      try {
        const saved = await call(DraftsService.method.saveDraft, { draft: { subject, visibility, ...spellDraft(kept) } })
        after = { revision: Number(saved.revision), over: saved.html }
      } catch (error) {
        if (problemOf(error).reason !== 'STALE') throw error
        return join((await readDraft(now.current)) ?? emptyDraft())
      }
    }
    touch(client, nameOf(DraftsService.method.saveDraft), [])
    const unchanged = latest.current === kept
    latest.current = { ...latest.current, ...after, dirty: !unchanged }
    if (unchanged) forgetDraft(key)
    else saveDraft(key, latest.current)
  }
  const keep = () => {
    clearTimeout(timer.current)
    // Still dirty where this fails: the browser has it, and the next change tries again.
    saving.current = saving.current.then(() => (latest.current.dirty ? store(latest.current) : undefined)).catch(() => undefined)
  }
  /**
   * What is sent is no draft any more: nothing may be saved until `gone` is called. As it was typed, also where the screen has yet to follow;
   * nothing where it is blank.
   */
  const take = () => {
    const sent = latest.current
    if (isBlank(sent)) return undefined
    clearTimeout(timer.current)
    const saved = saving.current
    const { promise, resolve: gone } = promised()
    saving.current = promise
    forgetDraft(key)
    show(emptyDraft())
    setRound(({ at }) => ({ at: at + 1, focus: true }))
    return { draft: sent, saved, gone }
  }
  /** Who comes back to this window finds what was written in another, and nothing that was sent there. */
  const look = async () => {
    await saving.current
    const before = latest.current
    if (before.dirty) return
    const theirs = (await readDraft(now.current)) ?? emptyDraft()
    await pauseInTyping()
    if (latest.current !== before || theirs.revision === before.revision) return
    flushSync(() => {
      show(theirs)
      if (theirs.html !== before.html) setRound(({ at }) => ({ at: at + 1, focus: isWriting() }))
    })
  }
  const onLeave = useEffectEvent(keep)
  const onReturn = useEffectEvent(() => void look().catch(() => undefined))
  useEffect(() => {
    const turn = () => (document.visibilityState === 'hidden' ? onLeave() : onReturn())
    const focus = () => onReturn()
    document.addEventListener('visibilitychange', turn)
    window.addEventListener('focus', focus)
    return () => {
      document.removeEventListener('visibilitychange', turn)
      window.removeEventListener('focus', focus)
      onLeave()
    }
  }, [])
  return { draft, round, change, take, restore }
}

function promised() {
  let resolve: (() => void) | undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve?.() }
}

function whereOf({ subject, visibility, conversation }: Place) {
  return { subject: conversation?.id ?? subject, visibility }
}

/** What the browser has and the server lacks, together with what the server has. */
function begin(place: Place, initial: Draft): Draft {
  const here = loadDraft(draftKey(place)) ?? loadDraft(draftKey({ ...place, conversation: undefined }))
  if (!here?.dirty) return initial
  return here.revision === initial.revision ? here : together(here, initial)
}
