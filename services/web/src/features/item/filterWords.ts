// What a filter may name: offered while one is typed.
import type { CustomField } from '~/gen/tandem/items/v1/custom_fields_service_pb'

/** The fields that every item has. */
const plain = [
  'actual_effort', 'archived', 'assignee', 'attachment_count', 'automatic', 'breached', 'child_count', 'create_time', 'customer_message_time', 'due_time', 'external_id', 'finish_time', 'folder', 'kind', 'merged', 'number', 'organization', 'parent',
  'percent_complete', 'planned_finish', 'planned_start', 'portfolio', 'priority', 'project', 'published', 'requester', 'sla', 'source', 'status', 'status.state', 'status_time', 'tag', 'title', 'type', 'update_time', 'user_message_time',
]

export interface Word {
  /** What is put into the filter. */
  insert: string
  label: string
}

/** The word that ends at the caret, and where it begins: a name, or a value after `fields.<key>` and a sign. */
export function wordAt(filter: string, caret: number): { begin: number; word: string; key: string | undefined } {
  const before = filter.slice(0, caret)
  const value = /fields\.([a-z0-9_]+)\s*(?:=|!=|:)\s*("?)([^\s"()]*)$/.exec(before)
  if (value) return { begin: caret - (value[3]?.length ?? 0) - (value[2]?.length ?? 0), word: value[3] ?? '', key: value[1] }
  const name = /[A-Za-z_][\w.]*$/.exec(before)?.[0] ?? ''
  return { begin: caret - name.length, word: name, key: undefined }
}

/** What may stand there, those that begin so first. */
export function offered(filter: string, caret: number, fields: CustomField[]): Word[] {
  const { word, key } = wordAt(filter, caret)
  const small = word.toLowerCase()
  if (key !== undefined) {
    const choices = fields.find((field) => field.key === key)?.choices ?? []
    const found = choices.filter(({ id, name, retired }) => !retired && (id.startsWith(small) || name.toLowerCase().includes(small)))
    return found.map(({ id, name }) => ({ insert: id, label: name }))
  }
  if (small.length < 2) return []
  const names: Word[] = [
    ...plain.map((name) => ({ insert: name, label: '' })),
    ...fields.map((field) => ({ insert: `fields.${field.key}`, label: field.name })),
  ]
  const found = names.filter(({ insert, label }) => insert !== small && (insert.includes(small) || label.toLowerCase().includes(small)))
  return found.toSorted((a, b) => Number(b.insert.startsWith(small)) - Number(a.insert.startsWith(small))).slice(0, 12)
}
