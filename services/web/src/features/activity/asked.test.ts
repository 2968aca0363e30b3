import { expect, test } from 'vitest'
import { fileOf, filterOf, readAsked } from './asked'

test('who, what and words of their own must all hold', () => {
  expect(filterOf({})).toBe('')
  expect(filterOf({ who: 'usr_1', what: 'priority' })).toBe('actor = usr_1 AND field = "priority"')
  expect(filterOf({ what: 'plan', filter: ' after:2027 ' })).toBe('field = planned_start OR field = planned_finish AND after:2027')
  expect(filterOf({ who: 'usr_1' }, { itemId: 'item_1' })).toBe('item = item_1 AND actor = usr_1')
  expect(filterOf({ what: 'fields.severity' })).toBe('field = "fields.severity"')
})

test('a file is of the same as the list', () => {
  const url = fileOf({ what: 'created' }, { items: 'project = proj_1' }, 'jsonl')
  expect(Object.fromEntries(new URLSearchParams(url.split('?')[1]))).toEqual({ format: 'jsonl', filter: 'verb = created', items: 'project = proj_1' })
})

test('what the address does not say is not asked for', () => {
  expect(readAsked({ who: 'usr_1', what: '', from: 3 })).toEqual({ who: 'usr_1' })
})
