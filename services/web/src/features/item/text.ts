// The words of items.
import { Item_Source, SlaClock_Target } from '~/gen/tandem/items/v1/items_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'

export const text = {
  assign: 'Assign',
  assignTo: 'Assign to',
  assignees: 'Assignees',
  attach: 'Attach files',
  cancel: 'Cancel',
  changedMeanwhile: 'Somebody changed this just now. You see it as it is now; make your change again.',
  clear: 'Clear filter',
  close: 'Close',
  copied: 'Link copied',
  copyLink: 'Copy link',
  create: 'Create',
  created: (number: bigint) => `Created #${number}`,
  customer: 'Customer',
  deleteItem: 'Delete',
  deleted: (number: bigint) => `Deleted #${number}`,
  description: 'Description',
  details: 'Details',
  editDescription: 'Edit description',
  fieldNeeded: (name: string) => `${name} must be given`,
  filter: 'Filter',
  filterHint: 'Filter, such as priority >= 3 AND tag:printer',
  filterWords: 'What a filter may name',
  follow: 'Follow',
  following: 'You follow this now',
  internal: 'Internal',
  more: 'More actions',
  noDescription: 'No description',
  noMatchAbout: 'Change the filter, or look into another view.',
  noMatch: 'Nothing matches this filter',
  nobody: 'Nobody',
  nobodyFound: 'Nobody by that name',
  notFound: 'There is nothing by that number',
  notFoundAbout: 'It was deleted, or it is in a project that is not shared with you.',
  opened: 'Opened',
  openPage: 'Open as a page',
  order: 'Order',
  organization: 'Organization',
  priority: 'Priority',
  noPriority: 'No priority',
  stars: (count: number) => (count === 1 ? '1 star' : `${count} stars`),
  project: 'Project',
  folder: 'Folder',
  noFolder: 'No folder',
  planned: 'Planned',
  plannedStart: 'Planned start',
  plannedFinish: 'Planned finish',
  noProject: 'No project',
  usualType: 'Default',
  published: 'On the portal',
  requester: 'Requester',
  requesterHint: 'An unknown address becomes a new customer',
  save: 'Save',
  showAll: 'Show all',
  showLess: 'Show less',
  sla: 'SLA',
  status: 'Status',
  tags: 'Tags',
  addTag: 'Add tag',
  addRequester: 'Add requester',
  removeRequester: (name: string) => `Remove requester ${name}`,
  time: 'Time',
  timeLogged: 'Time logged',
  activity: 'Activity',
  title: 'Title',
  titleNeeded: 'Say in a few words what it is about',
  type: 'Type',
  unfollow: 'Unfollow',
  unfollowed: 'You no longer follow this',
  nothingHappened: 'Nothing has happened yet',
  nothingYet: 'Nothing here yet',
  due: 'due',
  breached: 'missed',
  met: 'met',
  metLate: 'met late',
  paused: 'paused',
  removeTag: (tag: string) => `Remove tag ${tag}`,
  loadMore: 'Show more',
}

export interface Words {
  one: string
  many: string
  path: '/tickets' | '/tasks'
  filterValue: string
  newOne: string
  other: Kind
  convert: string
}

/** What the two kinds of item are called. */
export const kinds: Record<Kind.TICKET | Kind.TASK, Words> = {
  [Kind.TICKET]: {
    one: 'Ticket',
    many: 'Tickets',
    path: '/tickets',
    filterValue: 'TICKET',
    newOne: 'New ticket',
    other: Kind.TASK,
    convert: 'Convert to task',
  },
  [Kind.TASK]: {
    one: 'Task',
    many: 'Tasks',
    path: '/tasks',
    filterValue: 'TASK',
    newOne: 'New task',
    other: Kind.TICKET,
    convert: 'Convert to ticket',
  },
}

export function wordsOf(kind: Kind): Words {
  return kinds[kind === Kind.TASK ? Kind.TASK : Kind.TICKET]
}

export const sources: Record<Item_Source, string> = {
  [Item_Source.UNSPECIFIED]: '',
  [Item_Source.MANUAL]: 'by hand',
  [Item_Source.EMAIL]: 'by e-mail',
  [Item_Source.CHAT]: 'by chat',
  [Item_Source.WEB_FORM]: 'by web form',
  [Item_Source.IMPORT]: 'by import',
  [Item_Source.API]: 'by API',
  [Item_Source.PORTAL]: 'on the portal',
}

export const targets: Record<SlaClock_Target, string> = {
  [SlaClock_Target.UNSPECIFIED]: '',
  [SlaClock_Target.FIRST_RESPONSE]: 'First response',
  [SlaClock_Target.NEXT_RESPONSE]: 'Next response',
  [SlaClock_Target.RESOLUTION]: 'Resolution',
}

export const orders = [
  { value: '', label: 'Newest first' },
  { value: 'update_time desc', label: 'Recently updated' },
  { value: 'priority desc', label: 'Highest priority' },
  { value: 'due_time', label: 'Due soonest' },
  { value: 'create_time', label: 'Oldest first' },
]
