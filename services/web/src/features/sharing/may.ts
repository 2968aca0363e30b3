// What somebody may do with an item or a project, by what they are in it, and why not: nothing where they may.
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { ProjectShare_Role as Role } from '~/gen/tandem/items/v1/project_shares_service_pb'
import type { Project } from '~/gen/tandem/items/v1/projects_service_pb'

const names: Record<Role, string> = {
  [Role.UNSPECIFIED]: '',
  [Role.MANAGER]: 'manager',
  [Role.LEAD]: 'lead',
  [Role.STANDARD]: 'member',
  [Role.RESTRICTED]: 'restricted member',
  [Role.FOLLOWER]: 'follower',
}

export function whyNotChange({ can }: Pick<Item, 'can'>): string | undefined {
  if (!can || can.change) return undefined
  if (can.role === Role.STANDARD) {
    return 'As a member of its project you change what is assigned to you, to a team of yours or to nobody, or what you made. A lead or manager can change this.'
  }
  return 'As a restricted member of its project you read and answer this, and change nothing of it.'
}

export function whyNotDelete({ can }: Pick<Item, 'can'>): string | undefined {
  return !can || can.delete ? undefined : 'Only an administrator, or a manager of its private project, can delete'
}

export function whyNotManage({ can }: Pick<Project, 'can'>): string | undefined {
  return !can || can.manage ? undefined : `As a ${names[can.role]} of it you do not change its settings; a manager does`
}

export function whyNotPlan({ can }: Pick<Project, 'can'>): string | undefined {
  return !can || can.plan ? undefined : `As a ${names[can.role]} of it you do not plan it; a lead or manager does`
}

export function whyNotAdd({ can }: Pick<Project, 'can'>): string | undefined {
  return !can || can.addItems ? undefined : `As a ${names[can.role]} of it you put no items into it`
}
