// The words of conversations. The two kinds must never be mistaken for each other.
import { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Delivery_State, Message_Channel } from '~/gen/tandem/conversations/v1/messages_service_pb'

export const text = {
  attach: 'Attach files (at most 25 MB together)',
  canned: 'Canned replies',
  collision: (count: number) => (count === 1 ? 'A message came while you were writing' : `${count} messages came while you were writing`),
  cancel: 'Cancel',
  copyLink: 'Copy link',
  delete: 'Delete',
  deleted: 'This message was deleted',
  deleteQuestion: 'Delete this message? What was mailed stays with who got it.',
  draft: 'Draft',
  edit: 'Edit',
  edited: 'Edited',
  linkCopied: 'Link copied',
  messageActions: 'Message actions',
  notYours: 'Only its author or an administrator can do this',
  save: 'Save',
  goOnEditing: 'Go on editing',
  mention: 'Mention',
  missing: (names: string) => `Nothing is known for ${names}: fill it in`,
  sendAnyway: 'Send anyway',
  attachments: 'Attachments',
  automatic: 'Automatic',
  automaticHint: 'Written by a machine: nothing answers it',
  earlier: 'Show earlier messages',
  formatted: 'Show formatted',
  plain: 'Show as text',
  fullText: 'Show whole message',
  lessText: 'Show reply only',
  notSent: 'Not sent',
  removeFile: (name: string) => `Remove ${name}`,
  retry: 'Try again',
  sending: 'Sending…',
  source: 'Mail source',
  unknown: 'Unknown sender',
  uploading: 'Uploading…',
  problems: 'Irregular mail',
}

/** Why a message cannot be changed, by reason. */
export const messageReasons: Record<string, string> = {
  EDIT_WINDOW_OVER: 'It is too late to change this message: customers have had it for longer than the account allows.',
  ALREADY_POSTED: 'It has been sent already: it cannot be taken back any more.',
  STALE: 'Somebody changed this message just now. Look at it again and change it once more.',
}

export interface Side {
  /** What the tab says of who reads it. */
  readers: string
  empty: string
  placeholder: string
  send: string
  frame: string
  strip: string
  button: string
  bubble: string
}

/** Everything in which the two conversations differ, to the eye. */
export const sides: Record<Visibility.CUSTOMER | Visibility.INTERNAL, Side> = {
  [Visibility.CUSTOMER]: {
    readers: 'Customers read this',
    empty: 'Nothing has been written to the customer yet',
    placeholder: 'Reply to the customer…',
    send: 'Send to customer',
    frame: 'border-customer-line bg-surface',
    strip: 'bg-customer-soft text-customer border-customer-line',
    button: 'bg-customer! text-surface!',
    bubble: 'bg-customer-soft',
  },
  [Visibility.INTERNAL]: {
    readers: 'Only your team reads this',
    empty: 'No internal notes yet',
    placeholder: 'Write a note for your team…',
    send: 'Add internal note',
    frame: 'border-internal-line bg-internal-soft',
    strip: 'bg-internal-soft text-internal border-internal-line',
    button: 'bg-internal! text-surface!',
    bubble: 'bg-internal-soft',
  },
}

export const channels: Record<Message_Channel, string> = {
  [Message_Channel.UNSPECIFIED]: '',
  [Message_Channel.EMAIL]: 'by e-mail',
  [Message_Channel.APP]: 'in Tandem',
  [Message_Channel.PORTAL]: 'on the portal',
  [Message_Channel.WEB_FORM]: 'by web form',
  [Message_Channel.BOT]: 'by automation',
}

export const deliveryStates: Record<Delivery_State, string> = {
  [Delivery_State.UNSPECIFIED]: '',
  [Delivery_State.QUEUED]: 'Sending',
  [Delivery_State.SENT]: 'Sent',
  [Delivery_State.DEFERRED]: 'Delayed',
  [Delivery_State.FAILED]: 'Failed',
  [Delivery_State.BOUNCED]: 'Bounced',
  [Delivery_State.KEPT]: 'Kept in outgoing mail',
  [Delivery_State.CANCELLED]: 'Taken back',
}

/** Why a mail joined this conversation. */
export const threadedBy: Record<string, string> = {
  REPLY_ADDRESS: 'Joined by its reply address',
  REFERENCES: 'Joined by the mails it refers to',
  SUBJECT_TAG: 'Joined by the number in its subject',
  NEW: 'Opened this conversation',
}
