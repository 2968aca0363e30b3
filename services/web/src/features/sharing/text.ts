// The words of sharing.
import { ProjectShare_Role as Role } from '~/gen/tandem/items/v1/project_shares_service_pb'

export const text = {
  share: 'Share',
  title: (name: string) => `Share ${name}`,
  private: 'Private',
  privateHint: 'Only those below, and administrators, see this project and what is in it; what they change of it depends on their role.',
  openHint: 'All users see and change this project. What those below are counts once it is private; customers among them follow it.',
  privateMark: 'Private: only those it is shared with see it',
  members: 'Shared with',
  nobody: 'Nobody yet',
  add: 'Add a user or team',
  addCustomer: 'Add a customer or organization',
  noMatch: 'Nobody by that name',
  remove: (name: string) => `Do not share with ${name}`,
  roleOf: (name: string) => `Role of ${name}`,
  notYours: 'Only an administrator or a manager of the project can change this',
  narrowed: (name: string) => `${name} is private now`,
  widened: (name: string) => `All users see ${name} now`,
}

/** What a user or a team can be. */
export const roles = [
  { value: Role.MANAGER, label: 'Manager: all, settings and sharing' },
  { value: Role.LEAD, label: 'Lead: plans it, changes all items' },
  { value: Role.STANDARD, label: 'Member: changes their own items' },
  { value: Role.RESTRICTED, label: 'Restricted: answers what is assigned to them or what they asked for' },
]

/** What a customer or an organization is. */
export const followers = [{ value: Role.FOLLOWER, label: 'Follower: sees what is published' }]
