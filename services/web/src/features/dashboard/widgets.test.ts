import { expect, test } from 'vitest'
import { Widget_Kind } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { freshId, titleOf, whereOf } from './widgets'

const widget = { kind: Widget_Kind.BREAKDOWN, title: '', itemKind: Kind.TICKET, groupBy: 'status', days: 0 }

test('a widget is called what it shows, or as somebody said', () => {
  expect(titleOf(widget)).toBe('Open tickets by status')
  expect(titleOf({ ...widget, itemKind: Kind.TASK, groupBy: 'assignee' })).toBe('Workload: open tasks')
  expect(titleOf({ ...widget, title: 'Ours' })).toBe('Ours')
})

test('a list says its kind itself', () => {
  expect(whereOf('kind = TICKET AND status.state != FINISHED')).toBe('status.state != FINISHED')
  expect(whereOf('kind = TASK')).toBe('')
  expect(whereOf('tag:kind')).toBe('tag:kind')
})

test('a new widget has a name of its own', () => {
  expect(freshId([{ id: 'w2' }, { id: 'a' }])).toBe('w3')
  expect(freshId([{ id: 'a' }, { id: 'w3' }])).toBe('w4')
})
