// The words of the composer: who gets a message, and when.
import { PreviewRecipientsResponse_Reason as Reason } from '~/gen/tandem/conversations/v1/messages_service_pb'

export const composing = {
  to: 'To',
  from: 'From',
  standardSender: 'As always',
  recipients: 'Who gets this',
  moreRecipients: (count: number) => `${count} more`,
  leaveOut: (name: string) => `Leave out ${name}`,
  putBack: (name: string) => `Put back ${name}`,
  byMail: 'by e-mail',
  onPortal: 'has no address, sees it on the portal',
  bouncedBefore: (address: string, why: string) => `Mail to ${address} came back before: ${why}`,
  copyTo: 'Copy to',
  copyToWhom: 'Name or e-mail address',
  typeAddress: 'Nobody found: type a whole e-mail address',
  sendKeys: 'Ctrl+Enter',
  sendLater: 'Send later',
  sendAt: 'Date and time',
  sendNow: 'Send now',
  schedule: 'Schedule',
  changeTime: 'Change time',
  timePassed: 'This time has passed: choose a later one',
  writeFirst: 'Write something first',
  cancelOnReply: 'Cancel if the customer answers first',
  undoFor: 'Time to undo after sending',
  undoChoice: (seconds: number) => (seconds === 0 ? 'None' : `${seconds} s`),
  undo: 'Undo',
  undoKeys: 'Ctrl+Z',
  undoSend: 'Undo send',
  canUndo: 'Your message is about to leave. Undo takes it back.',
  sendingIn: (seconds: number) => `Sending in ${seconds} s`,
  scheduledMessage: 'Scheduled message',
  scheduledFor: (time: string) => `will be sent ${time}`,
  unsentMessage: 'Message that was not sent',
  writeOn: 'Use as draft',
  noRecipients: 'Nobody gets this by e-mail: it only stands in the conversation',
}

/** Why somebody gets a message. */
export const whyRecipient: Record<Reason, string> = {
  [Reason.UNSPECIFIED]: '',
  [Reason.REQUESTER]: 'Requester',
  [Reason.SUBJECT]: 'The customer of this conversation',
  [Reason.PARTICIPANT]: 'Takes part in this conversation',
  [Reason.FOLLOWER]: 'Follows this',
  [Reason.COPY]: 'A copy of this message only',
}
