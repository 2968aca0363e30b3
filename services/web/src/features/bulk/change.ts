// What a bulk edit is to change, as the form has it and as it is sent.
import type { MessageInitShape } from '@bufbuild/protobuf'
import { type PlainValues, fromPlain } from '~/features/field/value'
import type { BulkChangeSchema, ItemSelectionSchema } from '~/gen/tandem/items/v1/bulk_edits_service_pb'

export type Selected = MessageInitShape<typeof ItemSelectionSchema>
export type Change = MessageInitShape<typeof BulkChangeSchema>

export interface Form {
  statusId: string
  typeId: string
  /** Empty: as it is. */
  priority: string
  /** Undefined: as it is; empty: none. */
  projectId: string | undefined
  addAssigneeId: string
  removeAssigneeId: string
  addTags: string
  removeTags: string
  archived: '' | 'yes' | 'no'
  delete: boolean
  /** Custom fields by key; what is empty empties its field. */
  fields: PlainValues
}

export const untouched: Form = {
  statusId: '',
  typeId: '',
  priority: '',
  projectId: undefined,
  addAssigneeId: '',
  removeAssigneeId: '',
  addTags: '',
  removeTags: '',
  archived: '',
  delete: false,
  fields: {},
}

const words = (typed: string) => typed.split(',').map((tag) => tag.trim()).filter(Boolean)
const one = (id: string) => (id ? [id] : [])

/** What is sent. */
export function changeOf(form: Form): Change {
  if (form.delete) return { delete: true }
  return {
    statusId: form.statusId,
    fields: Object.fromEntries(Object.entries(form.fields).map(([key, value]) => [key, fromPlain(value)])),
    typeId: form.typeId,
    addAssigneeIds: one(form.addAssigneeId),
    removeAssigneeIds: one(form.removeAssigneeId),
    addTags: words(form.addTags),
    removeTags: words(form.removeTags),
    ...(form.priority === '' ? {} : { priority: Number(form.priority) }),
    ...(form.projectId === undefined ? {} : { projectId: form.projectId }),
    ...(form.archived === '' ? {} : { archived: form.archived === 'yes' }),
  }
}

/** Whether it changes anything. */
export function isChange(form: Form): boolean {
  const { fields, ...plain } = form
  if (Object.keys(fields).length > 0) return true
  return Object.entries(plain).some(([name, value]) => value !== untouched[name as keyof Form] && (typeof value !== 'string' || value.trim() !== '' || name === 'projectId'))
}
