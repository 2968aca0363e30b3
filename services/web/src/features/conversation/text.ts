// The words of conversations. The two kinds must never be mistaken for each other.
import { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Delivery_State, Message_Channel } from '~/gen/tandem/conversations/v1/messages_service_pb'

export const text = {
  attach: 'Attach files (at most 25 MB together)',
  canned: 'Canned replies',
  cannedKeys: 'Canned replies (type /)',
  noCanned: 'No canned reply is found by that',
  collision: (count: number) => (count === 1 ? 'A message came while you were writing' : `${count} messages came while you were writing`),
  cancel: 'Cancel',
  copyLink: 'Copy link',
  delete: 'Delete',
  deleted: 'This message was deleted',
  deleteQuestion: 'Delete this message? What was mailed stays with who got it.',
  draft: 'Draft',
  edit: 'Edit',
  dropHere: 'Drop files to attach them',
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
  alwaysOf: (sender: string) => `Always show those of ${sender}`,
  cancelledMeeting: 'Cancelled',
  cc: 'Copy',
  complained: 'called it spam',
  deliveries: 'Deliveries',
  details: 'Details',
  earlierVersions: 'Show earlier versions',
  firstWritten: (who: string, subject: string, time: string) => ['Passes on a mail of ', who, subject && ` “${subject}”`, time && `, ${time}`].filter(Boolean).join(''),
  forged: 'Perhaps forged',
  forgedHint: (domain: string) => `${domain || 'Its domain'} says that this mail is not from there: do not trust it`,
  forwardedMail: 'Passed on',
  from: 'From',
  hideSignature: 'Hide signature pictures',
  history: 'Former versions',
  historyAbout: 'What was mailed stays as it was mailed.',
  loadingPictures: 'Loading pictures…',
  markUnread: 'Mark unread from here',
  markedUnread: 'Marked as unread',
  meeting: 'Meeting',
  moreDeliveries: (count: number) => `and ${count} more`,
  messages: 'Messages',
  newMessages: 'New',
  notDelivered: (address: string) => `Not delivered to ${address}`,
  noText: 'No text',
  nowSays: 'It says now',
  organizedBy: (name: string) => `Organized by ${name}`,
  picturesHidden: (count: number) => (count === 1 ? 'A picture of the web is not loaded: its sender would learn that it is read.' : `${count} pictures of the web are not loaded: their sender would learn that they are read.`),
  picturesMissing: (count: number) => (count === 1 ? 'A picture could not be loaded.' : `${count} pictures could not be loaded.`),
  proved: (domain: string) => `Proved to be from ${domain}`,
  retryTo: (address: string) => `Try again to ${address}`,
  saidUntil: (time: string) => `It said until ${time}, when it was changed by`,
  scheduledTime: 'Scheduled for',
  seenBy: (names: string, more: number) => (more > 0 ? `Seen by ${names} and ${more} more` : `Seen by ${names}`),
  sender: 'Sender',
  showPictures: 'Show pictures',
  showSignature: (count: number) => (count === 1 ? 'Show signature picture' : `Show ${count} signature pictures`),
  subject: 'Subject',
  takenAt: (time: string) => `Taken by their server ${time}`,
  time: 'Time',
  toWhom: 'To',
  triedNext: (time: string, attempts: number) => `Tried ${attempts} times, next ${time}`,
  unproved: 'Sender not proved',
  unprovedHint: (domain: string) => `Nothing proves that this mail is from ${domain || 'its domain'}`,
  whatItSaid: 'What it said',
  whyHere: 'Why here',
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
  [Message_Channel.CHAT]: 'by chat',
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
  [Delivery_State.SEEN]: 'Seen',
}
