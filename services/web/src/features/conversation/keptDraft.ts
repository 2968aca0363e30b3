// Drafts as the server keeps them, and as they are written on here.
import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { AttachmentsService } from '~/gen/tandem/conversations/v1/attachments_service_pb'
import type { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { type Draft as Kept, type DraftSchema, DraftsService } from '~/gen/tandem/conversations/v1/drafts_service_pb'
import { call } from '~/lib/call'
import { type Draft, emptyDraft } from '~/lib/draft'
import { useRead } from '~/lib/query'
import { millis } from '~/lib/time'
import type { Place } from './useConversation'

const all = { pageSize: 100 }

/** The drafts of the user, of whatever conversation. */
export function useDrafts() {
  return useRead(DraftsService.method.listDrafts, all)
}

/** Which of them belongs to a conversation, or to an item where none is open. */
export function draftOf(drafts: Kept[] | undefined, subject: string, visibility: Visibility, conversationId: string | undefined) {
  return drafts?.find((one) => (conversationId ? one.subject === conversationId : one.subject === subject && one.visibility === visibility))
}

/** What the server keeps for a place now. */
export async function readDraft({ subject, visibility, conversation }: Place): Promise<Draft | undefined> {
  const { drafts } = await call(DraftsService.method.listDrafts, all)
  const kept = draftOf(drafts, subject, visibility, conversation?.id)
  return kept && openDraft(kept)
}

/** A kept draft with the names of its files. */
export async function openDraft(kept: Kept | undefined): Promise<Draft> {
  if (!kept) return emptyDraft()
  return {
    ...emptyDraft(),
    html: kept.html,
    files: await filesOf(kept.attachments),
    base: kept.baseMessageId,
    leaveOut: kept.leaveOutIds,
    copyTo: kept.copyTo.map(({ name, address }) => ({ name, address })),
    mailboxId: kept.mailboxId,
    later: kept.sendTime && { at: millis(kept.sendTime), cancelOnReply: kept.cancelOnReply },
    revision: Number(kept.revision),
    over: kept.html,
  }
}

/** Files that were uploaded before, by their ids. */
export async function filesOf(ids: string[]): Promise<Draft['files']> {
  if (ids.length === 0) return []
  const { attachments } = await call(AttachmentsService.method.batchGetAttachments, { ids })
  return attachments.map(({ id, name, size }) => ({ id, name, size: Number(size) }))
}

/** A draft as it is kept: over the one that it was written over, or where there is none. */
export function spellDraft({ html, files, base, leaveOut, copyTo, mailboxId, later, revision }: Draft): MessageInitShape<typeof DraftSchema> {
  return {
    html,
    attachments: files.map(({ id }) => id),
    baseMessageId: base,
    leaveOutIds: leaveOut,
    copyTo,
    mailboxId,
    ...(later && { sendTime: timestampFromMs(later.at), cancelOnReply: later.cancelOnReply }),
    revision: BigInt(revision || -1),
  }
}
