import { create } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { expect, it } from 'vitest'
import { ItemSchema } from '~/gen/tandem/items/v1/items_service_pb'
import { dayOf } from '~/lib/time'
import { between, dayFrom, daysOf, daysOn, moved, step } from './days'

const at = (text: string) => timestampFromDate(new Date(text))
const day = (text: string) => dayFrom(text, new Date())
const names = (days: Date[]) => days.map(dayOf)

it('shows whole weeks, from Monday to Sunday', () => {
  expect(names(daysOf(day('2026-11-27'), 'week'))).toEqual(['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'])
  const november = names(daysOf(day('2026-11-27'), 'month'))
  expect([november.length, november[0], november.at(-1)]).toEqual([42, '2026-10-26', '2026-12-06'])
  const february = names(daysOf(day('2027-02-10'), 'month'))
  expect([february.length, february[0], february.at(-1)]).toEqual([28, '2027-02-01', '2027-02-28'])
})

it('steps by months, of which some are shorter', () => {
  expect(dayOf(step(day('2027-01-31'), 'month', 1))).toBe('2027-02-28')
  expect(dayOf(step(day('2027-03-31'), 'month', -1))).toBe('2027-02-28')
  expect(dayOf(step(day('2026-12-30'), 'week', 1))).toBe('2027-01-06')
})

it('has an item on every day from its start to its finish, and moves it with its hours', () => {
  const item = create(ItemSchema, { plannedStart: at('2026-11-24T15:00'), plannedFinish: at('2026-11-26T09:00') })
  const week = daysOf(day('2026-11-27'), 'week')
  expect(daysOn(item, week)).toEqual(['2026-11-24', '2026-11-25', '2026-11-26'])
  expect(daysOn(create(ItemSchema, {}), week)).toEqual([])
  const next = moved(item, between('2026-11-24', '2026-12-01'))
  expect(next).toEqual({ plannedStart: at('2026-12-01T15:00'), plannedFinish: at('2026-12-03T09:00') })
  expect(moved(create(ItemSchema, { plannedFinish: at('2026-11-26T09:00') }), -1)).toEqual({ plannedFinish: at('2026-11-25T09:00') })
})
