// What is filled in of what a form asks for, as the inputs have it, and as requests do.
import type { MessageInitShape } from '@bufbuild/protobuf'
import { type PlainValues, given, isEmpty } from '~/features/field/value'
import type { CreateItemRequestSchema, ItemSchema } from '~/gen/tandem/items/v1/items_service_pb'
import { fromInput } from '~/lib/time'
import { keyOf } from './key'

/** By the names that the contract has; `requester` is an address, `own` the custom fields by their keys. */
export interface Draft {
  description_html: string
  priority: number
  assignee_ids: string[]
  requester_ids: string[]
  requester: string
  project_id: string
  tags: string[]
  planned_start: string
  planned_finish: string
  own: PlainValues
}

export type Property = Exclude<keyof Draft, 'own'>

export const blank: Draft = {
  description_html: '',
  priority: 0,
  assignee_ids: [],
  requester_ids: [],
  requester: '',
  project_id: '',
  tags: [],
  planned_start: '',
  planned_finish: '',
  own: {},
}

/** Whether something is given in a field. */
export function isGiven(field: string, draft: Draft): boolean {
  const key = keyOf(field)
  if (key !== undefined) return !isEmpty(draft.own[key])
  const value = draft[field as Property]
  if (field === 'description_html') return /<img|>[^<]*[^<\s]|^[^<]*[^<\s]/.test(String(value).replaceAll('&nbsp;', ' '))
  return Array.isArray(value) ? value.length > 0 : Boolean(typeof value === 'string' ? value.trim() : value)
}

/** The fields of a new item. */
export function toRequest(fields: string[], draft: Draft): MessageInitShape<typeof CreateItemRequestSchema> {
  const email = draft.requester.trim()
  const { requesterIds: _, ...item } = toItem(fields, draft)
  return { ...item, ...(email && fields.includes('requester') ? { requester: { email } } : {}) }
}

/** The fields of an item that is there. */
export function toItem(fields: string[], draft: Draft): Omit<MessageInitShape<typeof ItemSchema>, '$typeName'> {
  const asked = <T>(field: Property, value: T): T | undefined => (fields.includes(field) ? value : undefined)
  const keys = fields.flatMap((field) => keyOf(field) ?? [])
  const all = {
    descriptionHtml: asked('description_html', draft.description_html),
    priority: asked('priority', draft.priority),
    assigneeIds: asked('assignee_ids', draft.assignee_ids),
    requesterIds: asked('requester_ids', draft.requester_ids),
    projectId: asked('project_id', draft.project_id),
    tags: asked('tags', draft.tags),
    plannedStart: asked('planned_start', fromInput(draft.planned_start)),
    plannedFinish: asked('planned_finish', fromInput(draft.planned_finish)),
    fields: keys.length > 0 ? given(Object.fromEntries(keys.map((key) => [key, draft.own[key]]))) : undefined,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
