// A macro as its form has it, and as it is sent.
import type { MessageInitShape } from '@bufbuild/protobuf'
import { type Macro, Macro_Scope as Scope, type MacroSchema } from '~/gen/tandem/automation/v1/macros_service_pb'
import type { ActionSchema } from '~/gen/tandem/automation/v1/rules_service_pb'
import { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'

/** One action, with a key that it keeps while it is moved. */
export interface Draft {
  key: number
  action: Said
}

export type Said = NonNullable<MessageInitShape<typeof ActionSchema>['action']> & { case: string }

export interface Form {
  name: string
  description: string
  icon: string
  group: string
  scope: Scope
  teamIds: string[]
  kinds: Kind[]
  filter: string
  actions: Draft[]
}

let last = 0

/** A draft of its own key. */
export function drafted(action: Said): Draft {
  return { key: ++last, action }
}

export function formOf(macro: Macro | undefined, kind: Kind): Form {
  const actions = macro?.actions.flatMap(({ action }) => (action.case ? [drafted(action as Said)] : [])) ?? []
  return {
    name: macro?.name ?? '',
    description: macro?.description ?? '',
    icon: macro?.icon ?? '',
    group: macro?.group ?? '',
    scope: macro?.scope ?? Scope.OWN,
    teamIds: macro?.teamIds ?? [],
    kinds: macro?.kinds ?? [kind],
    filter: macro?.filter ?? '',
    actions,
  }
}

export const paths = ['name', 'description', 'icon', 'group', 'scope', 'team_ids', 'kinds', 'filter', 'actions']

export function sent({ actions, ...plain }: Form): MessageInitShape<typeof MacroSchema> {
  return { ...plain, actions: actions.map(({ action }) => ({ action })) }
}

/** What an action begins with. */
export const blank: Record<string, () => Said> = {
  setStatus: () => ({ case: 'setStatus', value: { status: '' } }),
  setPriority: () => ({ case: 'setPriority', value: { priority: 3 } }),
  assign: () => ({ case: 'assign', value: { ids: [] } }),
  assignRoundRobin: () => ({ case: 'assignRoundRobin', value: { ids: [] } }),
  addTags: () => ({ case: 'addTags', value: { tags: [] } }),
  removeTags: () => ({ case: 'removeTags', value: { tags: [] } }),
  moveToProject: () => ({ case: 'moveToProject', value: { projectId: '' } }),
  organizationProject: () => ({ case: 'organizationProject', value: {} }),
  setSla: () => ({ case: 'setSla', value: { slaPolicyId: '' } }),
  setField: () => ({ case: 'setField', value: { key: '' } }),
  postMessage: () => ({ case: 'postMessage', value: { visibility: Visibility.CUSTOMER, bodyHtml: '' } }),
  sendEmail: () => ({ case: 'sendEmail', value: { to: ['requester'], subject: '', bodyHtml: '' } }),
  sendSurvey: () => ({ case: 'sendSurvey', value: {} }),
  publish: () => ({ case: 'publish', value: {} }),
}
