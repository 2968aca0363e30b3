import { expect, test } from 'vitest'
import { meetingTime } from './meetingTime'

const plain = (text: string) => text.replaceAll(/[\u2009\u202f]/g, ' ')

test('a meeting within a day names it once', () => {
  expect(plain(meetingTime(new Date('2026-11-27T10:00'), new Date('2026-11-27T11:30'), false))).toBe('Fri, Nov 27, 2026, 10:00 – 11:30')
})

test('a whole day has no hours, and ends on its last day', () => {
  expect(meetingTime(new Date('2026-11-27T00:00Z'), new Date('2026-11-28T00:00Z'), true)).toBe('Fri, Nov 27, 2026')
  expect(plain(meetingTime(new Date('2026-11-27T00:00Z'), new Date('2026-11-30T00:00Z'), true))).toContain('Sun, Nov 29')
})
