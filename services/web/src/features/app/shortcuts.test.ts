import { expect, test } from 'vitest'
import { firstKeys } from '~/lib/keyNames'
import { groups, isReserved, taken } from './shortcuts'

test('no two shortcuts that may be on one screen have the same key at first', () => {
  const ids = groups.flatMap(({ shortcuts }) => shortcuts.map(({ id }) => id))
  const clashes = ids.filter((id) => taken(id, firstKeys(id), {}) !== undefined)
  expect(clashes).toEqual([])
})

test('a key that another shortcut has is said to be taken, and by which', () => {
  expect(taken('c', 'j', {})).toBe('Next')
  expect(taken('c', 'j', { j: 'h' })).toBeUndefined()
  expect(taken('x', 'u', {})).toBeUndefined()
})

test('what moves the keyboard, and what browsers keep, is no shortcut', () => {
  expect(isReserved('Enter')).toBe(true)
  expect(isReserved('mod+c')).toBe(true)
  expect(isReserved('alt+ArrowUp')).toBe(true)
  expect(isReserved('g')).toBe(false)
  expect(isReserved('mod+j')).toBe(false)
})
