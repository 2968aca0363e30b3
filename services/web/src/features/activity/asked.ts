// What of the log is asked for, as the address says it, as a filter, and as the address of a file. Pure.
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { beginOf } from '~/lib/time'

export interface Asked {
  who?: string | undefined
  what?: string | undefined
  filter?: string | undefined
  from?: string | undefined
  until?: string | undefined
}

/** Of which items: one, or those of a filter or a view. */
export interface Scope {
  itemId?: string
  items?: string
  viewId?: string
}

/** Kinds of what happens, each with its filter; a field that changes is known by its name. */
export const whats: { value: string; label: string; filter?: string }[] = [
  { value: '', label: 'Anything', filter: '' },
  { value: 'created', label: 'Opened', filter: 'verb = created' },
  { value: 'status_id', label: 'Status' },
  { value: 'assignee_ids', label: 'Assignees' },
  { value: 'priority', label: 'Priority' },
  { value: 'title', label: 'Title' },
  { value: 'description_html', label: 'Description' },
  { value: 'requester_ids', label: 'Requesters' },
  { value: 'type_id', label: 'Type' },
  { value: 'converted', label: 'Ticket or task', filter: 'verb = converted' },
  { value: 'place', label: 'Project and folder', filter: 'field = project_id OR field = folder_id' },
  { value: 'plan', label: 'Plan', filter: 'field = planned_start OR field = planned_finish' },
  { value: 'percent_complete', label: 'Percentage' },
  { value: 'tags', label: 'Tags' },
  { value: 'sla_policy_id', label: 'SLA' },
  { value: 'published', label: 'Portal' },
  { value: 'commented', label: 'Messages', filter: 'verb = commented' },
  { value: 'logged_time', label: 'Time logged', filter: 'verb = logged_time' },
  { value: 'checklist', label: 'Checklist', filter: 'verb = checked OR verb = unchecked OR field = checklist' },
  { value: 'links', label: 'Links and subtasks', filter: 'verb = linked OR verb = unlinked OR field = parent_id' },
  { value: 'merges', label: 'Merges', filter: 'verb = merged OR verb = unmerged' },
  { value: 'archive', label: 'Archive', filter: 'field = archive_time' },
  { value: 'deleted', label: 'Deleted or restored', filter: 'verb = deleted OR verb = restored' },
]

export function filterOf({ who, what, filter }: Asked, { itemId }: Scope = {}): string {
  const known = whats.find(({ value }) => value === (what ?? ''))
  const of = known?.filter ?? (what ? `field = "${what}"` : '')
  return [itemId && `item = ${itemId}`, who && `actor = ${who}`, of, filter?.trim()].filter(Boolean).join(' AND ')
}

/** From the beginning of a day until the end of another. */
export function spanOf({ from, until }: Asked) {
  return {
    ...(from && { startTime: timestampFromDate(beginOf(from)) }),
    ...(until && { endTime: timestampFromDate(beginOf(until, 1)) }),
  }
}

export function fileOf(asked: Asked, scope: Scope, format: 'csv' | 'jsonl'): string {
  const query = new URLSearchParams({ format })
  const set = (name: string, value: string | undefined) => value && query.set(name, value)
  set('filter', filterOf(asked, scope))
  set('items', scope.items)
  set('view_id', scope.viewId)
  if (asked.from) set('start_time', beginOf(asked.from).toISOString())
  if (asked.until) set('end_time', beginOf(asked.until, 1).toISOString())
  return `/v1/activities:export?${query.toString()}`
}

/** What the address says. */
export function readAsked(search: Record<string, unknown>): Asked {
  const said = (name: keyof Asked) => (typeof search[name] === 'string' && search[name] !== '' ? search[name] : undefined)
  return { who: said('who'), what: said('what'), filter: said('filter'), from: said('from'), until: said('until') }
}
