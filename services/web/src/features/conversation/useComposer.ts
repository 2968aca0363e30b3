// What is being written in a conversation, and how it leaves.
import { useRef, useState } from 'react'
import { Message_State } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { type Draft, isBlank } from '~/lib/draft'
import { problemOf } from '~/lib/error'
import { newRequestId } from '~/lib/request-id'
import { upload } from '~/lib/upload'
import { complain } from '~/ui/Toast'
import { type Later, type Place, useMessages, type usePost } from './useConversation'
import { useDraft } from './useDraft'

interface How {
  later?: Later | undefined
  anyway?: boolean
}

export function useComposer(place: Place, post: ReturnType<typeof usePost>, initial: Draft, isWriting: () => boolean) {
  const { draft, round, change: write, take, restore } = useDraft(place, initial, isWriting)
  const { messages, isSuccess: shown } = useMessages(place.conversation?.id)
  const posted = messages.filter(({ state }) => state !== Message_State.SCHEDULED)
  const newest = posted.at(-1)?.id ?? place.conversation?.id ?? ''
  /** The newest of those that were there when they were first shown. */
  const [atFirst, setAtFirst] = useState<string>()
  if (shown && atFirst === undefined) setAtFirst(newest)
  /** Ids of the messages that came while this was written. */
  const [cameIds, setCame] = useState<string[]>([])
  const [uploading, setUploading] = useState(0)
  /** To be sent when the message before it has left. */
  const queued = useRef<How>(undefined)
  const leaving = useRef(false)
  const blank = isBlank(draft)
  const ready = !blank && uploading === 0 && !post.isPending

  const change = (next: (before: Draft) => Draft) => write((before) => next(isBlank(before) ? { ...before, base: shown ? newest : '' } : before))
  const send = (how: How = {}) => {
    if (uploading > 0) return
    queued.current = leaving.current ? how : undefined
    if (leaving.current) return
    const taken = take()
    if (!taken) return
    setCame([])
    const { draft: sent, saved, gone } = taken
    const onError = (error: Error) => {
      // Before what was begun meanwhile.
      restore((begun) => (isBlank(begun) ? sent : joined(sent, begun)))
      queued.current = undefined
      const problem = problemOf(error)
      if (problem.reason === 'NEW_MESSAGES') setCame((problem.about.message_ids ?? '').split(',').filter(Boolean))
    }
    const onSettled = () => {
      gone()
      leaving.current = false
      if (queued.current) send(queued.current)
    }
    leaving.current = true
    // Begun before anything was shown: what was there then has been seen since.
    post.mutate({ draft: { ...sent, base: sent.base || (atFirst ?? '') }, saved, ...how }, { onError, onSettled })
  }
  const attach = async (files: File[]) => {
    setUploading((before) => before + files.length)
    for (const file of files) {
      try {
        const { id, name, size } = await upload(file)
        change((before) => ({ ...before, files: [...before.files, { id, name, size }] }))
      } catch (error) {
        complain(error)
      }
      setUploading((before) => before - 1)
    }
  }
  /** What was taken back goes before what was begun meanwhile. */
  const takeBack = (back: Draft) =>
    restore((begun) => ({ ...(isBlank(begun) ? back : joined(back, begun)), base: newest, requestId: newRequestId() }))
  /** Those that came have been read. */
  const goOn = () => {
    setCame([])
    write((before) => ({ ...before, base: newest }))
  }
  const came = { ids: cameIds, messages: messages.filter(({ id }) => cameIds.includes(id)) }
  return { draft, round, blank, ready, uploading, came, messages, change, send, attach, takeBack, goOn }
}

/** One message of two: the choices of the first. */
function joined(first: Draft, second: Draft): Draft {
  return { ...first, html: first.html + second.html, files: [...first.files, ...second.files] }
}
