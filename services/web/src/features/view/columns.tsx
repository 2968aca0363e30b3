// What lists can show of items, column by column.
import type { Timestamp } from '@bufbuild/protobuf/wkt'
import type { ReactNode } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { PersonName } from '~/features/people/PersonName'
import { type Item, SlaClock_Target as Target } from '~/gen/tandem/items/v1/items_service_pb'
import { View_Layout } from '~/gen/tandem/items/v1/views_service_pb'
import { Ago } from '~/ui/Ago'
import { Stars } from '~/ui/Stars'
import { ClockState } from '../item/ClockState'
import { priorityLabel } from '../item/PriorityMenu'
import { SlaPill } from '../item/SlaPill'
import { sources, targets, text } from '../item/text'
import { FolderName, OrganizationName, PolicyName, ProjectName, StatusName, TypeName } from './names'
import type { Column } from './shown'

export interface Definition {
  label: string
  width: number
  show: (item: Item) => ReactNode
}

const time = (of: (item: Item) => Timestamp | undefined) => (item: Item) => <Ago time={of(item)} />

/** How one of the clocks stands. */
const clock = (target: Target): Definition => ({
  label: targets[target],
  width: 110,
  show: ({ slaClocks }) => {
    const own = slaClocks.find((one) => one.target === target)
    return own && <ClockState clock={own} />
  },
})

/** By the names of their fields. */
export type Definitions = Record<string, Definition>

export const known: Definitions = {
  status: { label: 'Status', width: 130, show: (item) => <StatusName id={item.statusId} /> },
  number: { label: 'Number', width: 72, show: (item) => <span className="tabular-nums">#{String(item.number)}</span> },
  title: { label: 'Title', width: 200, show: (item) => <span className="font-medium text-ink">{item.title}</span> },
  type: { label: 'Type', width: 110, show: (item) => <TypeName id={item.typeId} /> },
  requester: { label: 'Requester', width: 130, show: ({ requesterIds: [first] }) => first && <PersonName id={first} /> },
  priority: { label: 'Priority', width: 84, show: ({ priority }) => <Stars value={priority} label={priorityLabel(priority)} /> },
  due_time: { label: 'Due', width: 96, show: (item) => <SlaPill item={item} /> },
  assignee: {
    label: 'Assignees',
    width: 84,
    show: ({ assigneeIds }) => (
      <span className="flex -space-x-1">
        {assigneeIds.slice(0, 3).map((id) => (
          <PersonAvatar key={id} id={id} />
        ))}
      </span>
    ),
  },
  organization: { label: 'Organization', width: 150, show: (item) => <OrganizationName id={item.organizationId} /> },
  project: { label: 'Project', width: 150, show: (item) => <ProjectName id={item.projectId} /> },
  folder: { label: 'Folder', width: 150, show: ({ folderId }) => folderId && <FolderName id={folderId} /> },
  planned_start: { label: 'Planned start', width: 110, show: time((item) => item.plannedStart) },
  planned_finish: { label: 'Planned finish', width: 110, show: time((item) => item.plannedFinish) },
  tags: { label: 'Tags', width: 150, show: (item) => item.tags.join(', ') },
  source: { label: 'Source', width: 110, show: (item) => sources[item.source] },
  create_time: { label: 'Created', width: 100, show: time((item) => item.createTime) },
  update_time: { label: 'Updated', width: 84, show: time((item) => item.updateTime) },
  finish_time: { label: 'Finished', width: 100, show: time((item) => item.finishTime) },
  customer_message_time: { label: 'Customer wrote', width: 130, show: time((item) => item.customerMessageTime) },
  sla: { label: text.sla, width: 120, show: ({ slaPolicyId }) => slaPolicyId && <PolicyName id={slaPolicyId} /> },
  first_response: clock(Target.FIRST_RESPONSE),
  next_response: clock(Target.NEXT_RESPONSE),
  resolution: clock(Target.RESOLUTION),
  actual_effort: { label: 'Time logged', width: 110, show: ({ actualEffort }) => hours(Number(actualEffort?.seconds ?? 0n)) },
}

const plain = (fields: string[]): Column[] => fields.map((field) => ({ field, width: 0 }))
const usual = plain(['status', 'number', 'title', 'requester', 'priority', 'due_time', 'assignee', 'update_time'])
const ofLayouts: Partial<Record<View_Layout, Column[]>> = {
  [View_Layout.SERVICE_LEVEL]: plain(['number', 'title', 'priority', 'first_response', 'next_response', 'resolution', 'status', 'requester', 'assignee']),
}

/** What a list shows: its columns, or the usual ones of its layout; those that nobody knows are left out. */
export function columnsOf(columns: Column[], definitions: Definitions, layout = View_Layout.LIST): Column[] {
  const there = (columns.length > 0 ? columns : (ofLayouts[layout] ?? usual)).filter(({ field }) => definitions[field])
  return there.length > 0 ? there : usual
}

export function widthOf({ field, width }: Column, definitions: Definitions): number {
  return width || definitions[field]?.width || 100
}

/** The template of a row: the title takes what is left. */
export function templateOf(columns: Column[], definitions: Definitions): string {
  const width = (column: Column) => `${widthOf(column, definitions)}px`
  return columns.map((column) => (column.field === 'title' ? `minmax(${width(column)}, 1fr)` : width(column))).join(' ')
}

function hours(seconds: number): string {
  if (seconds === 0) return ''
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}
