import { expect, test } from 'vitest'
import { trustOf } from './trust'

const of = (dmarc: string, spf: string, dkim: string, aligned = false) => trustOf({ dmarc, spf, dkim, aligned })

test('what a domain disowns is perhaps forged', () => {
  expect(of('fail', 'pass', 'pass')).toBe('FORGED')
})

test('what its records speak against is doubtful', () => {
  expect(of('none', 'fail', 'none')).toBe('DOUBTFUL')
  expect(of('', 'softfail', '')).toBe('DOUBTFUL')
  expect(of('none', 'none', 'fail')).toBe('DOUBTFUL')
})

test('a domain that publishes nothing is not held against its mail', () => {
  expect(of('none', 'none', 'none')).toBe('UNKNOWN')
  expect(of('none', 'pass', 'pass')).toBe('UNKNOWN')
  expect(of('', '', '')).toBe('UNKNOWN')
  expect(of('pass', 'none', 'pass', true)).toBe('PROVED')
})
