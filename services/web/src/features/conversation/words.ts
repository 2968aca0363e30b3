// Words of the contract in words for people.

/** Why a message cannot be changed, by reason. */
export const messageReasons: Record<string, string> = {
  EDIT_WINDOW_OVER: 'It is too late to change this message: customers have had it for longer than the account allows.',
  ALREADY_POSTED: 'It has been sent already: it cannot be taken back any more.',
  NOT_SCHEDULED: 'It was taken back meanwhile: it is not sent any more.',
  STALE: 'Somebody changed this message just now. Look at it again and change it once more.',
}

/** Why a mail joined this conversation. */
export const threadedBy: Record<string, string> = {
  REPLY_ADDRESS: 'Joined by its reply address',
  REFERENCES: 'Joined by the mails it refers to',
  SUBJECT_TAG: 'Joined by the number in its subject',
  NEW: 'Opened this conversation',
}

/** What a mail about a meeting does. */
export const invitationMethods: Record<string, string> = {
  REQUEST: 'Invitation',
  PUBLISH: 'Event',
  REPLY: 'Answer',
  COUNTER: 'Another time proposed',
  REFRESH: 'Asks for the newest state',
  ADD: 'More dates',
}
