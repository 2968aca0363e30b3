import { expect, test } from 'vitest'
import { fieldTime, sendTimes, shortTime } from './sendTimes'

const labels = (now: string) => sendTimes(new Date(now)).map(({ label }) => label)

test('the times offered are ahead, at most four, and end with Monday', () => {
  expect(labels('2026-11-25T07:00')).toEqual(['This morning', 'This afternoon', 'Tomorrow morning', 'Monday morning'])
  expect(labels('2026-11-25T13:45')).toEqual(['This evening', 'Tomorrow morning', 'Tomorrow afternoon', 'Monday morning'])
})

test('on a Sunday, Monday is tomorrow and named once', () => {
  expect(labels('2026-11-29T20:00')).toEqual(['Tomorrow morning', 'Tomorrow afternoon'])
})

test('on a Monday, Monday is the next one', () => {
  expect(sendTimes(new Date('2026-11-30T10:00')).at(-1)?.at).toEqual(new Date('2026-12-07T09:00'))
})

test('a time is as short as it can be understood', () => {
  const now = new Date('2026-11-25T10:00')
  expect(shortTime(new Date('2026-11-25T14:05'), now)).toBe('14:05')
  expect(shortTime(new Date('2026-11-27T09:00'), now)).toMatch(/^Fri,? 09:00$/)
  expect(shortTime(new Date('2027-01-04T09:00'), now)).toContain('Jan')
  expect(fieldTime(new Date('2026-11-25T14:05'))).toBe('2026-11-25T14:05')
})
