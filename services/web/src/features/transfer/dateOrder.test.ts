import { expect, test } from 'vitest'
import { Import_DateOrder as Order } from '~/gen/tandem/items/v1/imports_service_pb'
import { mayBeDate, orders } from './dateOrder'

test('a date that may be two is shown as both', () => {
  expect(orders('03/04/2026')).toEqual([
    { value: Order.UNSPECIFIED, label: 'Not said: 03/04/2026 is refused' },
    { value: Order.DAY_FIRST, label: 'Day first: 03/04/2026 is April 3, 2026' },
    { value: Order.MONTH_FIRST, label: 'Month first: 03/04/2026 is March 4, 2026' },
  ])
})

test('only what can be a date is asked about', () => {
  expect(['created', 'planned_start', 'fields.bought'].every(mayBeDate)).toBe(true)
  expect(['', 'title', 'external_id'].some(mayBeDate)).toBe(false)
})
