// The words of lists of people.
import type { PeopleList } from '../condition/subject'

export const text = {
  order: 'Order',
  columns: 'Columns',
  columnsHint: 'Beside the name, where there is room for them. Kept on this computer.',
  columnsFull: (most: number) => `At most ${most} columns: take one away first.`,
  filtered: 'Only where',
  showAll: 'Show all',
  organization: 'Organization',
  domains: 'Mail domains',
  teams: 'Teams',
  created: 'Created',
  updated: 'Updated',
  name: 'Name',
}

const name = { value: '', label: 'Name' }
const backwards = { value: 'name desc', label: 'Name, from Z to A' }
const email = { value: 'email', label: 'E-mail' }
const newest = { value: 'create_time desc', label: 'Newest first' }
const oldest = { value: 'create_time', label: 'Oldest first' }
const changed = { value: 'update_time desc', label: 'Changed last first' }

/** The orders that lists offer. */
export const orders: Record<PeopleList, { value: string; label: string }[]> = {
  customers: [name, backwards, email, newest, oldest, changed],
  organizations: [name, backwards, newest, oldest, changed],
  users: [name, backwards, email, newest, oldest],
}
