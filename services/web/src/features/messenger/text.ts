// The words of the messenger.
import { ListMessengerConversationsRequest_Section as Section, MessengerSettings_Scope as Scope } from '~/gen/tandem/conversations/v1/messenger_service_pb'
import type { SectionName } from './search'

export const text = {
  title: 'Messenger',
  sections: { customers: 'From customers', mine: 'Mine', internal: 'Internal' } satisfies Record<SectionName, string>,
  sectionTitles: {
    customers: 'What customers wrote',
    mine: 'Conversations I take part in',
    internal: 'Among the team: direct, groups, and notes I take part in',
  } satisfies Record<SectionName, string>,
  unread: (count: number) => `${shown(count)} unread`,
  conversations: 'Conversations',
  search: 'Search messages',
  open: 'Open',
  closed: 'Closed',
  state: 'Open or closed',
  newConversation: 'New conversation',
  settings: 'Messenger settings',
  showFromCustomers: 'Show from customers',
  playSound: 'Sound for new messages',
  none: {
    customers: 'Nothing from customers waits here',
    mine: 'You take part in no open conversation',
    internal: 'No conversation among your team yet',
  } satisfies Record<SectionName, string>,
  noneClosed: 'Nothing is closed here',
  noneFound: (q: string) => `Nothing found for “${q}”`,
  noneNarrow: 'Your settings show only a part of what customers write.',
  pick: 'Choose a conversation',
  pickAbout: 'Or begin a new one with your team or a customer.',
  back: 'Back to the list',
  you: 'You',
  nobody: 'Somebody',
  aboutItem: (number: bigint, title: string) => `#${number} ${title}`,
  noMessage: 'Nothing written yet',
  gone: 'This conversation is not there, or not for you.',
  more: 'Conversation actions',
  people: (count: number) => (count === 1 ? '1 person' : `${count} people`),
  participants: 'Who takes part',
  addPeople: 'Add people',
  addPerson: 'Add somebody',
  nobodyFound: 'Nobody found',
  remove: (name: string) => `Remove ${name}`,
  removed: (name: string) => `${name} takes part no longer`,
  onlyOpener: 'Only who opened a group can remove somebody',
  directIsTwo: 'A direct conversation is between two. Begin a group instead.',
  tooMany: 'At most 200 people can take part.',
  alsoReads: 'The requesters and followers of the item read it too.',
  organizationReads: 'All customers of the organization read it.',
  leave: 'Leave',
  left: 'You take part no longer',
  rename: 'Rename',
  renamed: 'Renamed',
  titleLabel: 'Title',
  save: 'Save',
  cancel: 'Cancel',
  close: 'Close',
  reopen: 'Reopen',
  closedNow: 'Closed. The next message opens it again.',
  reopened: 'Open again',
  markUnread: 'Mark as unread',
  link: 'Link to a ticket or task…',
  linkTitle: 'Link this conversation',
  linkAbout: 'It stands at the item from then on. Who reads it stays as it is.',
  linkSearch: 'Find an item by its title, or write its number',
  linked: (number: bigint) => `Linked to #${number}`,
  makeTicket: 'Make a ticket of it…',
  makeTask: 'Make a task of it…',
  makeAbout: 'The conversation stands at it from then on, and its customer is the requester.',
  makeTitleHint: 'Empty: the beginning of the first message.',
  make: 'Create',
  made: (number: bigint) => `#${number} was made`,
  openItem: 'Open it',
  type: 'Type',
  usualType: 'The usual one',
  project: 'Project',
  noProject: 'None',
  alreadyLinked: 'It belongs to an item already.',
  isLinked: 'It belongs to an item already',
  previous: 'Previous conversation',
  next: 'Next conversation',
  kinds: {
    team: { label: 'Your team', about: 'One colleague, or a group. Customers never see it.' },
    customer: { label: 'A customer', about: 'Goes to them by e-mail, and to their portal.' },
    organization: { label: 'An organization', about: 'All its customers read it and may answer.' },
    project: { label: 'A project', about: 'About a project and none of its items.' },
  },
  with: 'With',
  whom: 'Whom do you want to write to?',
  groupTitle: 'Title (optional)',
  begin: 'Begin',
  chooseSomebody: 'Choose somebody first',
  readers: 'Who reads it',
  onlyTeam: 'Only the team',
  customersToo: 'Customers too',
}

/** "3", "99+". */
export function shown(count: number): string {
  return count > 99 ? '99+' : String(count)
}

export const sections: Record<SectionName, Section> = {
  customers: Section.FROM_CUSTOMERS,
  mine: Section.MINE,
  internal: Section.INTERNAL,
}

export const scopes: { scope: Scope; label: string }[] = [
  { scope: Scope.ALL, label: 'All of them' },
  { scope: Scope.FOLLOWED_PROJECTS, label: 'In projects I follow' },
  { scope: Scope.FOLLOWED_ITEMS, label: 'About items I follow' },
  { scope: Scope.NONE, label: 'Only those I take part in' },
]

/** What people are told where the server refuses. */
export const reasons: Record<string, string> = {
  DIRECT_IS_TWO: text.directIsTwo,
  TOO_MANY: text.tooMany,
  DENIED: text.onlyOpener,
  ALREADY_LINKED: text.alreadyLinked,
}
