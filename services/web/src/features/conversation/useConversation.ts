// The conversation of an item with one of the two audiences, made when it is first written in.
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { type Conversation, Conversation_Kind, ConversationsService, Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Message_State, MessagesService } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { call } from '~/lib/call'
import { type Draft, saveDraft } from '~/lib/draft'
import { problemOf } from '~/lib/error'
import { client, nameOf, readPages, usePages, useRead } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { touch } from '~/lib/subjects'
import { undoSeconds } from '~/lib/undo'
import { mentionedIn, namedIn } from './triggers'
import { complain } from '~/ui/Toast'

const pageSize = 20

/** Where something is written: a conversation, or the one that opens when it is first written in. */
export interface Place {
  /** What the conversation is about: an item, a project, a customer; the conversation itself where it is about nothing. */
  subject: string
  visibility: Visibility.CUSTOMER | Visibility.INTERNAL
  conversation: Conversation | undefined
  /** Who would get a message before there is a conversation that could be asked. */
  expectedIds?: string[]
}

const none: Conversation[] = []

/** The conversations about something with these readers, oldest first. */
export function useConversations(subject: string, visibility: Visibility) {
  const { data, error, isPending, refetch } = useRead(ConversationsService.method.listConversations, { subject, pageSize: 50 })
  const conversations = data?.conversations.filter((one) => one.visibility === visibility) ?? none
  return { conversations, error, isPending, refetch }
}

const newestOf = (conversationId: string) => ({ conversationId, pageSize, newestFirst: true })

/** Its messages, oldest first, the newest page read first. */
export function useMessages(conversationId: string | undefined) {
  const query = usePages(MessagesService.method.listMessages, newestOf(conversationId ?? ''), conversationId !== undefined)
  const messages = query.data?.pages.flatMap((page) => page.messages).toReversed() ?? []
  return { ...query, messages }
}

export interface Sending {
  draft: Draft
  /** The last saving of the draft, which must not come after it was posted. */
  saved: Promise<unknown>
  /** Whatever came meanwhile. */
  anyway?: boolean
  /** At that time; otherwise now, or as soon as it cannot be taken back any more. */
  later?: Later | undefined
}

export interface Later {
  at: Date
  cancelOnReply: boolean
}

/** Who is named takes part from then on, among users: but two stay two. */
export function canMention({ visibility, conversation }: Place): boolean {
  return visibility === Visibility.INTERNAL && conversation?.kind !== Conversation_Kind.DIRECT
}

/** What customers read may be taken back for a moment; in a chat nobody would wait for it. */
function canBeUndone({ visibility, conversation }: Place): boolean {
  return visibility === Visibility.CUSTOMER && conversation?.kind !== Conversation_Kind.CHAT
}

/** Posts a draft, opening the conversation first where there is none. */
export function usePost(place: Place) {
  const { subject, visibility, conversation } = place
  /** The one that was opened here, until the place has it: a second message goes there too. */
  const opened = useRef<string>(undefined)
  return useMutation({
    mutationFn: async ({ draft, saved, anyway = false, later }: Sending) => {
      await saved
      const mentionIds = canMention(place) ? mentionedIn(draft.html, await namedIn(draft.html)) : []
      const id = conversation?.id ?? (opened.current ??= await open(subject, visibility))
      return call(MessagesService.method.postMessage, {
        conversationId: id,
        bodyHtml: draft.html,
        attachments: draft.files.map((file) => file.id),
        requestId: draft.requestId,
        mentionIds,
        // Before there was a conversation everything in it is new; written in faster than it was shown, it is as it stands.
        seenMessageId: draft.base || (conversation ? await newestPosted(id) : id),
        anyway,
        leaveOutIds: draft.leaveOut,
        copyTo: draft.copyTo,
        mailboxId: draft.mailboxId,
        ...(later
          ? { sendTime: timestampFromDate(later.at), cancelOnReply: later.cancelOnReply }
          : { undoSeconds: canBeUndone(place) ? undoSeconds.get() : 0 }),
      })
    },
    onError: (error, { draft }) => {
      // Also where the writer has gone to another tab meanwhile: nothing that was written is lost.
      saveDraft(draftKey(place), { ...draft, dirty: true })
      if (problemOf(error).reason !== 'NEW_MESSAGES') complain(error)
    },
    onSettled: async (message) => {
      touch(client, nameOf(MessagesService.method.postMessage), [message, subject])
      // Until the thread shows the message itself, the one being sent stands for it.
      await readAgain(message?.conversationId)
    },
  })
}

/** Reads the messages of a conversation again, and waits for them. */
export async function readAgain(conversationId: string | undefined): Promise<void> {
  await client.refetchQueries({
    predicate: ({ queryKey: [method, input] }) =>
      method === nameOf(MessagesService.method.listMessages) && (input as { conversationId?: string }).conversationId === conversationId,
  })
}

/** Where the draft of a conversation is kept. */
export function draftKey({ subject, visibility, conversation }: Place): string {
  return conversation?.id ?? `${subject}:${visibility}`
}

/** What stands in a conversation that was written in before it was shown; the conversation itself where nothing does. */
async function newestPosted(conversationId: string): Promise<string> {
  const { pages } = await client.ensureInfiniteQueryData(readPages(MessagesService.method.listMessages, newestOf(conversationId)))
  const newest = pages[0]?.messages.find(({ state }) => state !== Message_State.SCHEDULED)
  return newest?.id ?? conversationId
}

async function open(subject: string, visibility: Visibility): Promise<string> {
  const made = await call(ConversationsService.method.createConversation, { subject, visibility, requestId: newRequestId() })
  return made.id
}
