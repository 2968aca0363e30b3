// The words of chats.
import { Chat_Ending, Chat_Presence, Chat_State } from '~/gen/tandem/conversations/v1/chats_service_pb'

export const text = {
  title: 'Chats',
  waiting: 'Waiting',
  mine: 'Mine',
  open: 'All open',
  ended: 'Ended',
  widgets: 'Widgets',
  visitor: 'Visitor',
  chosen: 'Chat',
  choose: 'Choose a chat',
  chooseAbout: 'What its visitor writes stands here, and what you answer reaches them at once.',
  noneAbout: {
    waiting: 'Who writes in the chat of your website waits here until somebody takes it.',
    mine: 'What you take, or get while you take chats, is here.',
    open: 'Chats that somebody has taken are here.',
    ended: 'What was said stays here to be read again.',
  },
  none: {
    waiting: 'Nobody waits',
    mine: 'You have no open chats',
    open: 'No open chats',
    ended: 'No chat has ended yet',
  },
  back: 'Back to the list',
  more: 'Show more',
  takeChats: 'Take chats',
  takesChats: (open: number, most: number) => `${open} of at most ${most} chats`,
  most: 'Most chats at once',
  take: 'Take',
  taken: 'Somebody else has taken it',
  end: 'End',
  reopen: 'Open again',
  transfer: 'Transfer',
  transferTo: 'Transfer to',
  transferred: (name: string) => `${name} has it now`,
  nobodyFound: 'Nobody by that name',
  makeItem: 'Make a ticket or task',
  makeItemShort: 'Make ticket',
  kind: 'Kind',
  ticket: 'Ticket',
  task: 'Task',
  type: 'Type',
  itemTitle: 'Title',
  titleHint: 'Empty: as the visitor began.',
  create: 'Create',
  cancel: 'Cancel',
  made: 'The chat is part of the new item',
  noAddress: 'Its visitor has left no address, so the ticket would be nobody’s. Ask for one, or link the chat to a ticket that is there.',
  link: 'Link to an item',
  linkShort: 'Link',
  linked: 'The chat is part of it now',
  findItem: 'Find an item by words or number',
  nothingFound: 'Nothing found',
  typeMore: 'Type a word or a number',
  actions: 'More actions',
  details: 'About the visitor',
  proven: 'Proven by the website',
  typed: 'Only typed, not proven',
  email: 'E-mail',
  page: 'Looks at',
  cameFrom: 'Came from',
  language: 'Language',
  began: 'Began',
  answeredBy: 'Answered by',
  team: 'Team',
  place: (place: number) => (place === 1 ? 'Next in the queue' : `Number ${place} in the queue`),
  seen: 'The visitor has seen everything',
  types: (name: string) => `${name} is typing…`,
  waitsSince: 'Waits since',
  waitingCount: (count: number) => (count === 1 ? '1 chat waits' : `${shownCount(count)} chats wait`),
  alerts: 'When a chat comes',
  sound: 'Play a sound',
  notices: 'Show a desktop notice',
  noticeTitle: 'Chats',
  givenToYou: 'A chat was given to you',
  noNotices: 'This browser shows no desktop notices.',
  noticesRefused: 'Your browser does not let Tandem show notices. Allow them for this address in its settings, and switch it on again.',
}

const most = 100

/** A hundred are counted, and no more. */
export function shownCount(count: number): string {
  return count < most ? String(count) : '99+'
}

export const states: Record<Chat_State, string> = {
  [Chat_State.UNSPECIFIED]: '',
  [Chat_State.WAITING]: 'Waiting',
  [Chat_State.ACTIVE]: 'Active',
  [Chat_State.ENDED]: 'Ended',
}

/** Who ended it, where that is worth a word. */
export const endings: Record<Chat_Ending, string> = {
  [Chat_Ending.UNSPECIFIED]: '',
  [Chat_Ending.USER]: '',
  [Chat_Ending.VISITOR]: 'by the visitor',
  [Chat_Ending.SILENCE]: 'the visitor wrote nothing more',
}

export const presences: Record<Chat_Presence, string> = {
  [Chat_Presence.UNSPECIFIED]: 'Gone',
  [Chat_Presence.ONLINE]: 'On the page',
  [Chat_Presence.AWAY]: 'Looks elsewhere',
  [Chat_Presence.OFFLINE]: 'Gone',
}
