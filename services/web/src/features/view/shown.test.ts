import { create } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'
import { ViewSchema, View_Layout } from '~/gen/tandem/items/v1/views_service_pb'
import { clicked } from './order'
import { both, filterOf, readColumns, shownOf, writeColumns } from './shown'

const view = create(ViewSchema, {
  filter: 'status.state != FINISHED',
  orderBy: 'priority desc, due_time',
  groupBy: ['status'],
  columns: [{ field: 'title', width: 300 }],
  layout: View_Layout.LIST,
})

test('a view is shown as it is saved', () => {
  const shown = shownOf(view, {})
  expect(shown.changed).toEqual([])
  expect(filterOf(shown)).toBe('status.state != FINISHED')
})

test('what the address says otherwise is what is not saved', () => {
  const shown = shownOf(view, { filter: 'tag:x ', order: '', group: '', columns: 'title', layout: View_Layout.BOARD })
  expect(shown.changed).toEqual(['filter', 'order_by', 'group_by', 'columns', 'layout'])
  expect(filterOf(shown)).toBe('tag:x AND status.state != FINISHED')
  expect(shownOf(view, { where: 'tag:x' }).where).toBe('tag:x')
})

test('filters are joined without brackets, and columns written with their widths', () => {
  expect(both('a OR b', ' ')).toBe('a OR b')
  expect(writeColumns(readColumns('title:300,status'))).toBe('title:300,status')
})

test('a click orders, turns, and ends an order; with shift it adds to it', () => {
  expect(clicked('', 'priority', false)).toBe('priority desc')
  expect(clicked('priority desc', 'priority', false)).toBe('priority')
  expect(clicked('priority', 'priority', false)).toBe('')
  expect(clicked('priority desc', 'due_time', true)).toBe('priority desc, due_time')
  expect(clicked('priority desc, due_time', 'due_time', true)).toBe('priority desc, due_time desc')
  expect(clicked('priority desc, due_time desc', 'due_time', true)).toBe('priority desc')
  expect(clicked('priority desc, due_time', 'number', false)).toBe('number desc')
})
