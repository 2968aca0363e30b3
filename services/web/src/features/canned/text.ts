// The words of canned replies.
import { CannedReply_Scope as Scope } from '~/gen/tandem/conversations/v1/canned_replies_service_pb'

export const text = {
  title: 'Canned replies',
  about: 'Texts that are written once and used often: type / in a reply to find them.',
  newReply: 'New canned reply',
  search: 'Search by name or shortcut',
  none: 'No canned replies yet',
  noneFound: 'Nothing is found by that',
  more: 'Show more',
  close: 'Close',
  name: 'Name',
  shortcut: 'Shortcut',
  shortcutHint: 'Letters, digits, - and _. Optional: typing / and this brings it up.',
  scope: 'Who may use it',
  team: 'Team',
  noTeams: 'There are no teams yet',
  adminsOnly: 'Only an administrator makes and changes replies for everybody',
  notYours: 'This reply is somebody else’s',
  body: 'Text',
  bodyHint: 'Write the reply…',
  variables: 'Variables',
  variablesHint: 'Filled in when the reply is used. Type { in the text, or choose one:',
  preview: 'Preview',
  previewOf: 'Filled in for',
  noTickets: 'There is no ticket yet to fill it in for',
  missing: (names: string) => `Nothing is known there for ${names}: it stays empty`,
  saveFirst: 'Save to see your changes filled in',
  save: 'Save',
  create: 'Create',
  cancel: 'Cancel',
  saved: 'Saved',
  created: (name: string) => `“${name}” can be used now`,
  remove: 'Delete',
  removeQuestion: (name: string) => `Delete “${name}”? Messages written with it stay as they are.`,
  removed: (name: string) => `“${name}” was deleted`,
  stale: 'Somebody changed this reply just now. Close it, look at it again, and change it once more.',
}

export const scopes: Record<Scope, string> = {
  [Scope.UNSPECIFIED]: 'Only me',
  [Scope.OWN]: 'Only me',
  [Scope.TEAM]: 'A team',
  [Scope.SHARED]: 'Everybody',
}

/** What a text may name, as the contract lists it. */
export const variables: { name: string; about: string }[] = [
  { name: 'requester.first_name', about: 'Requester’s first name' },
  { name: 'requester.name', about: 'Requester’s name' },
  { name: 'requester.email', about: 'Requester’s address' },
  { name: 'item.number', about: 'Number' },
  { name: 'item.title', about: 'Title' },
  { name: 'user.first_name', about: 'Your first name' },
  { name: 'user.name', about: 'Your name' },
  { name: 'account.name', about: 'Your organization' },
  { name: 'conversation.title', about: 'Conversation’s title' },
]
