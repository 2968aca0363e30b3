// What can be done with a message that waits to be sent, or was not sent.
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { useMutation } from '@tanstack/react-query'
import { AttachmentsService } from '~/gen/tandem/conversations/v1/attachments_service_pb'
import { type Message, MessagesService, type PostMessageRequest } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { call } from '~/lib/call'
import { type Draft, emptyDraft } from '~/lib/draft'
import { problemOf } from '~/lib/error'
import { client, nameOf } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { touch } from '~/lib/subjects'
import { complain } from '~/ui/Toast'
import { messageReasons } from './words'
import { type Later, readAgain } from './useConversation'

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
    mutationFn: async (later: Later | undefined) => {
      const { draft } = await call(MessagesService.method.cancelMessage, { id: message?.id ?? '' })
      const when = later ? { sendTime: timestampFromDate(later.at), cancelOnReply: later.cancelOnReply } : { sendTime: undefined, cancelOnReply: false }
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
  return { takeBack: () => cancel.mutate(), sendNow: () => again.mutate(undefined), sendAt: again.mutate, busy: cancel.isPending || again.isPending }
}

function onError(error: Error): void {
  complain(messageReasons[problemOf(error).reason] ?? error)
}

async function draftFrom(back: PostMessageRequest | undefined): Promise<Draft> {
  if (!back) return emptyDraft()
  const { bodyHtml, attachments: ids, leaveOutIds, copyTo, mailboxId } = back
  const found = ids.length > 0 ? (await call(AttachmentsService.method.batchGetAttachments, { ids })).attachments : []
  return {
    ...emptyDraft(),
    html: bodyHtml,
    files: found.map(({ id, name, size }) => ({ id, name, size: Number(size) })),
    leaveOut: leaveOutIds,
    mailboxId,
    copyTo: copyTo.map(({ name, address }) => ({ name, address })),
  }
}
