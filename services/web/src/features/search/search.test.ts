import { expect, test } from 'vitest'
import { pieces } from './pieces'
import { filterOf, searchSearch } from './search'

test('what the address says is read, and what it cannot say is left out', () => {
  expect(searchSearch({ q: 12, tab: 'people', order: 'newest', kind: 'task', state: 'open', exact: true })).toEqual({
    q: '12',
    tab: 'people',
    order: 'newest',
    kind: 'task',
    state: 'open',
    exact: true,
  })
  expect(Object.values(searchSearch({ q: '', tab: 'items', order: 'oldest', kind: 'x', state: 1, exact: 'yes' })).every((value) => value === undefined)).toBe(true)
})

test('the chips are a filter', () => {
  expect(filterOf({})).toBe('')
  expect(filterOf({ kind: 'task', state: 'open' })).toBe('kind = TASK AND status.state != FINISHED')
  expect(filterOf({ state: 'finished' })).toBe('status.state = FINISHED')
})

test('a text is cut into what is marked and what is not, by its characters', () => {
  expect(pieces('😀 Printer on fire', [{ start: 2, end: 9 }, { start: 13, end: 17 }])).toEqual([
    { text: '😀 ', marked: false },
    { text: 'Printer', marked: true },
    { text: ' on ', marked: false },
    { text: 'fire', marked: true },
  ])
  expect(pieces('nothing', [])).toEqual([{ text: 'nothing', marked: false }])
})
