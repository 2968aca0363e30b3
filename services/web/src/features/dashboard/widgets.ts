// The kinds of widgets: what they are called, how wide they are, and what they can be told.
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type Widget, Widget_Kind as W } from '~/gen/tandem/items/v1/dashboards_service_pb'

interface About {
  label: string
  /** Of the twelve columns of a wide screen. */
  width: 'number' | 'half' | 'whole'
  /** What of it can be chosen. */
  has: ('items' | 'filter' | 'order' | 'group' | 'days')[]
}

export const kinds: Partial<Record<W, About>> = {
  [W.UNRESOLVED]: { label: 'Open items', width: 'number', has: ['items'] },
  [W.UNASSIGNED]: { label: 'Assigned to nobody', width: 'number', has: ['items'] },
  [W.SLA_AT_RISK]: { label: 'SLA at risk', width: 'number', has: ['items'] },
  [W.NUMBER]: { label: 'Number of items that match', width: 'number', has: ['items', 'filter'] },
  [W.UNREAD]: { label: 'Unread messages', width: 'number', has: [] },
  [W.TIME_LOGGED]: { label: 'My time logged', width: 'number', has: ['days'] },
  [W.BREAKDOWN]: { label: 'Open items by …', width: 'half', has: ['items', 'group'] },
  [W.CREATED_RESOLVED]: { label: 'Made and finished, day by day', width: 'whole', has: ['items', 'days'] },
  [W.ITEMS]: { label: 'List of items', width: 'half', has: ['items', 'filter', 'order'] },
  [W.SATISFACTION]: { label: 'Customer satisfaction', width: 'half', has: [] },
}

export const groups: Record<string, string> = {
  status: 'Status',
  type: 'Type',
  priority: 'Priority',
  assignee: 'Assignee',
  organization: 'Organization',
  project: 'Project',
}

export const dayChoices = [7, 14, 30, 60, 90]

function nouns(widget: Pick<Widget, 'itemKind'>): string {
  return widget.itemKind === Kind.TASK ? 'tasks' : 'tickets'
}

/** What stands above a widget. */
export function titleOf(widget: Pick<Widget, 'kind' | 'title' | 'itemKind' | 'groupBy' | 'days'>): string {
  if (widget.title) return widget.title
  const of = nouns(widget)
  switch (widget.kind) {
    case W.UNRESOLVED:
      return `Open ${of}`
    case W.UNASSIGNED:
      return `Unassigned ${of}`
    case W.SLA_AT_RISK:
      return 'SLA at risk'
    case W.BREAKDOWN:
      return widget.groupBy === 'assignee' ? `Workload: open ${of}` : `Open ${of} by ${(groups[widget.groupBy] ?? '').toLowerCase()}`
    case W.CREATED_RESOLVED:
      return `${of[0]?.toUpperCase()}${of.slice(1)} made and finished`
    case W.ITEMS:
    case W.NUMBER:
      return `${of[0]?.toUpperCase()}${of.slice(1)}`
    default:
      return kinds[widget.kind]?.label ?? ''
  }
}

/** The list of a widget's kind: where its numbers lead. */
export function pathOf(widget: Pick<Widget, 'itemKind'>): '/tickets' | '/tasks' {
  return widget.itemKind === Kind.TASK ? '/tasks' : '/tickets'
}

/** A filter as its list takes it: the list says the kind itself. */
export function whereOf(filter: string): string {
  return filter.replace(/^kind = (TICKET|TASK)( AND )?/, '')
}

/** A name that no other widget of a dashboard has. */
export function freshId(widgets: { id: string }[]): string {
  let n = widgets.length + 1
  while (widgets.some((widget) => widget.id === `w${n}`)) n++
  return `w${n}`
}
