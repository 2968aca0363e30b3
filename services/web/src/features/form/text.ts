// The words of forms, and what people call what they ask for.
import type { CustomField } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { keyOf } from './key'

export const text = {
  addTo: (label: string) => `Add to ${label}`,
  cancel: 'Cancel',
  empty: 'Nobody by that name',
  finish: 'Save and go on',
  finishAbout: 'Its form asks for this before it gets that status.',
  finishTitle: (status: string) => `Before it is ${status}`,
  moreFields: (count: number) => (count === 1 ? '1 more field' : `${count} more fields`),
  mustBeGiven: (name: string) => `${name} must be given`,
  remove: (name: string) => `Remove ${name}`,
  tagsHint: 'Separated by commas',
}

const labels: Record<string, string> = {
  description_html: 'Description',
  priority: 'Priority',
  assignee_ids: 'Assignees',
  requester: 'Requester',
  requester_ids: 'Requesters',
  project_id: 'Project',
  tags: 'Tags',
  planned_start: 'Planned start',
  planned_finish: 'Planned finish',
}

/** What a field is called. */
export function labelOf(field: string, custom: CustomField[]): string {
  const key = keyOf(field)
  if (key === undefined) return labels[field] ?? field
  return custom.find((one) => one.key === key)?.name ?? key
}
