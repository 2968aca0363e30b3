// A rule's triggers and actions in words.
import type { Value } from '@bufbuild/protobuf/wkt'
import { isEmpty, toPlain } from '~/features/field/value'
import type { Action, Rule, Trigger } from '~/gen/tandem/automation/v1/rules_service_pb'
import { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { seconds, spell } from '~/lib/time'
import { triggers } from './text'

/** "an item is created or the customer replies". */
export function triggersInWords(rule: Rule): string {
  return rule.triggers.map(trigger).join(' or ')
}

/** "tickets", "tasks", "tickets and tasks". */
export function kindsInWords(rule: Pick<Rule, 'kinds'>): string {
  return rule.kinds.map((kind) => (kind === Kind.TASK ? 'tasks' : 'tickets')).join(' and ')
}

/** "assign in turn, then set the priority to 3". */
export function actionsInWords(rule: Pick<Rule, 'actions'>): string {
  return rule.actions.map(action).join(', then ')
}

function trigger({ on, field, from, to, after }: Trigger): string {
  const words = triggers[on]
  const turned = [from && `from ${said(from)}`, to && `to ${said(to)}`].filter(Boolean).join(' ')
  if (field) return `${words} (${turned ? `${field} ${turned}` : field})`
  return after ? `${words} for ${long(seconds(after))}` : words
}

function said(value: Value): string {
  const plain = toPlain(value)
  return isEmpty(plain) ? 'nothing' : String(plain)
}

/** "7 days", where it is whole days. */
function long(total: number): string {
  const days = total / 86_400
  return Number.isInteger(days) && days > 0 ? `${days} ${days === 1 ? 'day' : 'days'}` : spell(total)
}

function action({ action: { case: kind, value } }: Action): string {
  switch (kind) {
    case 'assign':
      return `assign ${count(value.ids, 'person', 'people')}`
    case 'assignRoundRobin':
      return value.ids.length ? `assign in turn among ${value.ids.length}` : 'assign in turn among everybody'
    case 'setStatus':
      return `set the status to ${value.status.replaceAll('_', ' ')}`
    case 'setPriority':
      return `set the priority to ${value.priority}`
    case 'addTags':
      return `add ${value.tags.join(', ')}`
    case 'removeTags':
      return `remove ${value.tags.join(', ')}`
    case 'setSla':
      return 'set the SLA'
    case 'organizationProject':
      return "put it in the organization's project"
    case 'moveToProject':
      return 'move it to a project'
    case 'postMessage':
      return value.visibility === Visibility.INTERNAL ? 'write an internal note' : 'write to the customer'
    case 'sendEmail':
      return `send an e-mail to ${value.to.join(', ')}`
    case 'sendSurvey':
      return 'send the satisfaction survey'
    case 'setField': {
      const plain = toPlain(value.value)
      return isEmpty(plain) ? `empty ${value.key}` : `set ${value.key} to ${String(plain)}`
    }
    case 'publish':
      return 'show it on the portal'
    default:
      return 'do something this page does not know'
  }
}

function count(ids: string[], one: string, many: string): string {
  return `${ids.length} ${ids.length === 1 ? one : many}`
}
