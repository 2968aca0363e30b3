// What can be done with a message that waits to be sent, or was not sent.
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { useMutation } from '@tanstack/react-query'
import { type Message, MessagesService, type PostMessageRequest } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { ScheduleService } from '~/gen/tandem/conversations/v1/schedule_service_pb'
import { call } from '~/lib/call'
import { type Draft, emptyDraft } from '~/lib/draft'
import { problemOf } from '~/lib/error'
import { client, nameOf } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { touch } from '~/lib/subjects'
import { millis } from '~/lib/time'
import { complain } from '~/ui/Toast'
import { soonMs } from './waiting'
import { messageReasons } from './words'
import { filesOf } from './keptDraft'
import { readAgain } from './useConversation'

/** Taking back, sending at once, sending at another time. What could not be sent again is given back too. */
export function useWaiting(message: Message | undefined, onTakeBack: (draft: Draft) => void) {
  // Busy until the thread shows what became of it: nothing can be done twice.
  const onSettled = () => {
    touch(client, nameOf(MessagesService.method.cancelMessage), [message])
    return readAgain(message?.conversationId)
  }
  const cancel = useMutation({
    mutationFn: async () => draftFrom((await call(MessagesService.method.cancelMessage, { id: message?.id ?? '' })).draft),
    onSuccess: (draft) => onTakeBack(draft),
    onSettled,
    onError,
  })
  const again = useMutation({
    mutationFn: async () => {
      const { draft } = await call(MessagesService.method.cancelMessage, { id: message?.id ?? '' })
      const when = { sendTime: undefined, cancelOnReply: false }
      try {
        await call(MessagesService.method.postMessage, Object.assign({}, draft, when, { undoSeconds: 0, requestId: newRequestId(), anyway: true }))
      } catch (error) {
        onTakeBack(await draftFrom(draft))
        throw error
      }
    },
    onSettled,
    onError,
  })
  const reschedule = useMutation({
    // One after the other: what is chosen while the last is on its way is what stays.
    scope: { id: `reschedule ${message?.id ?? ''}` },
    mutationFn: ({ at, cancelOnReply }: { at?: Date; cancelOnReply: boolean }) =>
      call(ScheduleService.method.rescheduleMessage, { id: message?.id ?? '', ...(at && { sendTime: timestampFromDate(at) }), cancelOnReply }),
    onSettled,
    onError,
  })
  return {
    takeBack: () => cancel.mutate(),
    sendNow: () => again.mutate(),
    reschedule: reschedule.mutate,
    leaves: cancel.isPending || again.isPending,
    busy: cancel.isPending || again.isPending || reschedule.isPending,
  }
}

function onError(error: Error): void {
  complain(messageReasons[problemOf(error).reason] ?? error)
}

async function draftFrom(back: PostMessageRequest | undefined): Promise<Draft> {
  if (!back) return emptyDraft()
  const { bodyHtml, attachments, leaveOutIds, copyTo, mailboxId, sendTime, cancelOnReply } = back
  // What only waited to be taken back was meant to go at once.
  const planned = millis(sendTime) > Date.now() + soonMs
  return {
    ...emptyDraft(),
    html: bodyHtml,
    files: await filesOf(attachments),
    leaveOut: leaveOutIds,
    mailboxId,
    later: planned ? { at: millis(sendTime), cancelOnReply } : undefined,
    copyTo: copyTo.map(({ name, address }) => ({ name, address })),
  }
}
