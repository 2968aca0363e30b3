// What conditions can ask about items: each field with what can be said of it, and how its value is chosen.
import { type CustomField, CustomField_Type } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import type { Verb } from './edit'
import type { ThingKind } from './things'

export type ValueKind = ThingKind | 'status' | 'state' | 'type' | 'kind' | 'stars' | 'person' | 'yesno' | 'source' | 'time' | 'number' | 'text' | 'choice' | 'role' | 'team'

export interface FieldDefinition {
  label: string
  kind: ValueKind
  verbs: Verb[]
  /** Where its values are a few of its own. */
  choices?: { value: string; label: string }[]
}

/** What can be said of a field, by what it has. */
export const verbs = {
  choice: ['=', '!='],
  maybe: ['=', '!=', 'set', 'unset'],
  list: [':', 'not:', 'set', 'unset'],
  order: ['=', '!=', '<', '<=', '>', '>='],
  text: [':', 'not:', '=', '!='],
} satisfies Record<string, Verb[]>
const { choice, maybe, list, order, text } = verbs

const breaches = [
  { value: 'FIRST_RESPONSE', label: 'First response' },
  { value: 'NEXT_RESPONSE', label: 'Next response' },
  { value: 'RESOLUTION', label: 'Resolution' },
]

export const fields: Record<string, FieldDefinition> = {
  status: { label: 'Status', kind: 'status', verbs: choice },
  'status.state': { label: 'State', kind: 'state', verbs: choice },
  type: { label: 'Type', kind: 'type', verbs: choice },
  priority: { label: 'Priority', kind: 'stars', verbs: order },
  assignee: { label: 'Assignee', kind: 'person', verbs: maybe },
  requester: { label: 'Requester', kind: 'customer', verbs: maybe },
  organization: { label: 'Organization', kind: 'organization', verbs: maybe },
  project: { label: 'Project', kind: 'project', verbs: maybe },
  portfolio: { label: 'Portfolio', kind: 'portfolio', verbs: maybe },
  folder: { label: 'Folder', kind: 'folder', verbs: maybe },
  tag: { label: 'Tag', kind: 'text', verbs: list },
  title: { label: 'Title', kind: 'text', verbs: text },
  number: { label: 'Number', kind: 'number', verbs: order },
  source: { label: 'Source', kind: 'source', verbs: choice },
  create_time: { label: 'Created', kind: 'time', verbs: order },
  update_time: { label: 'Updated', kind: 'time', verbs: order },
  due_time: { label: 'Due', kind: 'time', verbs: [...order, 'set', 'unset'] },
  status_time: { label: 'In its status since', kind: 'time', verbs: order },
  customer_message_time: { label: 'Last message of a customer', kind: 'time', verbs: [...order, 'set', 'unset'] },
  user_message_time: { label: 'Last message of a user', kind: 'time', verbs: [...order, 'set', 'unset'] },
  finish_time: { label: 'Finished at', kind: 'time', verbs: [...order, 'set', 'unset'] },
  planned_start: { label: 'Planned start', kind: 'time', verbs: [...order, 'set', 'unset'] },
  planned_finish: { label: 'Planned finish', kind: 'time', verbs: [...order, 'set', 'unset'] },
  percent_complete: { label: 'Percent complete', kind: 'number', verbs: order },
  actual_effort: { label: 'Time logged (as 1.5h)', kind: 'text', verbs: order },
  child_count: { label: 'Number of subtasks', kind: 'number', verbs: order },
  attachment_count: { label: 'Number of files', kind: 'number', verbs: order },
  merged: { label: 'Merged into another', kind: 'yesno', verbs: choice },
  external_id: { label: 'External id', kind: 'text', verbs: maybe },
  sla: { label: 'SLA', kind: 'sla', verbs: maybe },
  breached: { label: 'SLA breached', kind: 'choice', verbs: list, choices: breaches },
  published: { label: 'On the portal', kind: 'yesno', verbs: choice },
  automatic: { label: 'By an automatic mail', kind: 'yesno', verbs: choice },
}

/** How conditions ask about a custom field. */
export function ofCustom({ name: label, type, choices: all }: CustomField): FieldDefinition {
  const set: Verb[] = ['set', 'unset']
  const choices = all.map(({ id: value, name }) => ({ value, label: name }))
  switch (type) {
    case CustomField_Type.NUMBER:
    case CustomField_Type.COST:
      return { label, kind: 'number', verbs: [...order, ...set] }
    case CustomField_Type.DATE:
      return { label, kind: 'time', verbs: [...order, ...set] }
    case CustomField_Type.CHECKBOX:
      return { label, kind: 'yesno', verbs: maybe }
    case CustomField_Type.CHOICE:
      return { label, kind: 'choice', verbs: maybe, choices }
    case CustomField_Type.MULTI_CHOICE:
      return { label, kind: 'choice', verbs: list, choices }
    default:
      return { label, kind: 'text', verbs: [...text, ...set] }
  }
}

/** What people write for fields, as the server takes it. */
const meant: Record<string, string> = {
  created: 'create_time', created_at: 'create_time', updated: 'update_time', updated_at: 'update_time', due: 'due_time', due_at: 'due_time', finished: 'finish_time', closed: 'finish_time',
  state: 'status.state', tags: 'tag', assignees: 'assignee', owner: 'assignee', requesters: 'requester', customer: 'requester',
  percent: 'percent_complete', effort: 'actual_effort', attachments: 'attachment_count', subtasks: 'child_count',
}

/** A field that is not known here is compared as it is written. */
export function fieldOf(all: Record<string, FieldDefinition>, name: string): FieldDefinition {
  return all[name] ?? all[meant[name] ?? ''] ?? { label: name, kind: 'text', verbs: [...order, ':', 'not:', 'set', 'unset'] }
}

const plain: Record<Verb, string> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
  ':': 'has',
  'not:': 'has not',
  set: 'is set',
  unset: 'is not set',
}
const ofTimes: Partial<Record<Verb, string>> = { '=': 'is on', '!=': 'is not on', '<': 'is before', '<=': 'is until', '>': 'is after', '>=': 'is from' }

export function verbLabel(verb: Verb, kind: ValueKind): string {
  return (kind === 'time' && ofTimes[verb]) || plain[verb]
}
