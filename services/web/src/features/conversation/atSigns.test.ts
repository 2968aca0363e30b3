import { expect, test } from 'vitest'
import { beginnings } from './atSigns'

test('two words after each sign are looked up, the second where there is one', () => {
  expect(beginnings('Ask @Eve Adams, or @Noël-Ann. And @Bo')).toEqual(['Eve Adams', 'Noël-Ann. And', 'Bo'])
  expect(beginnings('@Eve @Eve')).toEqual(['Eve'])
  expect(beginnings('no sign, and a @ alone')).toEqual([])
})
