import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { expect, test } from 'vitest'
import { ago, parseDuration, spell, ticking } from './time'

test.each([
  ['1h 30m', 5400],
  ['1h30', undefined],
  ['1:30', 5400],
  ['90', 5400],
  ['1.5h', 5400],
  ['45 min', 2700],
  [' 2H ', 7200],
  ['', undefined],
  ['soon', undefined],
  ['1:75', undefined],
])('a duration written as "%s" is %s seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds)
})

test.each([
  [5, '5s', '00:05'],
  [754, '12m', '12:34'],
  [3900, '1h 05m', '1:05:00'],
])('%s seconds are spelt %s and tick as %s', (seconds, spelt, ticked) => {
  expect(spell(seconds)).toBe(spelt)
  expect(ticking(seconds)).toBe(ticked)
})

test('a time is told from now, both ways', () => {
  const now = Date.UTC(2026, 10, 21, 12)
  const from = (ms: number) => ago(timestampFromMs(now + ms), now)
  expect(from(-10_000)).toBe('now')
  expect(from(-5 * 60_000)).toBe('5m ago')
  expect(from(3 * 3_600_000)).toBe('in 3h')
  expect(ago(undefined, now)).toBe('')
})
