// What is being written in a conversation, and how it leaves.
import { useState } from 'react'
import { Message_State } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { type Draft, isBlank } from '~/lib/draft'
import { problemOf } from '~/lib/error'
import { newRequestId } from '~/lib/request-id'
import { upload } from '~/lib/upload'
import { complain } from '~/ui/Toast'
import { type Later, type Place, useMessages, type usePost } from './useConversation'
import { useDraft } from './useDraft'

export function useComposer(place: Place, post: ReturnType<typeof usePost>, initial: Draft) {
  const { draft, round, change: write, take, restore } = useDraft(place, initial)
  const { messages } = useMessages(place.conversation?.id)
  const posted = messages.filter(({ state }) => state !== Message_State.SCHEDULED)
  const newest = posted.at(-1)?.id ?? place.conversation?.id ?? ''
  /** Ids of the messages that came while this was written. */
  const [cameIds, setCame] = useState<string[]>([])
  const [uploading, setUploading] = useState(0)
  const blank = isBlank(draft)
  const ready = !blank && uploading === 0 && !post.isPending

  const change = (next: (before: Draft) => Draft) => write((before) => next(isBlank(before) ? { ...before, base: newest } : before))
  const send = (how: { later?: Later; anyway?: boolean } = {}) => {
    if (!ready) return
    setCame([])
    const { draft: sent, saved } = take()
    const onError = (error: Error) => {
      restore(sent)
      const problem = problemOf(error)
      if (problem.reason === 'NEW_MESSAGES') setCame((problem.about.message_ids ?? '').split(',').filter(Boolean))
    }
    post.mutate({ draft: sent, saved, ...how }, { onError })
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
  const takeBack = (back: Draft) => {
    const merged = isBlank(draft) ? back : { ...back, html: back.html + draft.html, files: [...back.files, ...draft.files] }
    restore({ ...merged, base: newest, requestId: newRequestId() })
  }
  /** Those that came have been read. */
  const goOn = () => {
    setCame([])
    write((before) => ({ ...before, base: newest }))
  }
  const came = { ids: cameIds, messages: messages.filter(({ id }) => cameIds.includes(id)) }
  return { draft, round, blank, ready, uploading, came, messages, change, send, attach, takeBack, goOn }
}
