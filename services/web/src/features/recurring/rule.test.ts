import { expect, test } from 'vitest'
import { choicesFor, noEnd, partsOf, ruleOf, tomorrow } from './rule'

test('a rule is put together and taken apart', () => {
  for (const end of [noEnd, { ...noEnd, kind: 'count' as const, count: 3 }, { ...noEnd, kind: 'day' as const, day: '2027-01-31' }]) {
    expect(partsOf(ruleOf('FREQ=WEEKLY;BYDAY=MO', end))).toEqual({ base: 'FREQ=WEEKLY;BYDAY=MO', end })
  }
})

test('what can be chosen follows from the start', () => {
  const labels = choicesFor('2026-11-27T09:00').map(({ label }) => label)
  expect(labels).toContain('Every week on Friday')
  expect(labels).toContain('Every month on the fourth Friday')
})

test('tomorrow is at nine', () => {
  expect(tomorrow(Date.now())).toMatch(/^\d{4}-\d\d-\d\dT09:00$/)
})
