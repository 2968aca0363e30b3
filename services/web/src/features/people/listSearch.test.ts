import { expect, test } from 'vitest'
import { asked, listSearch } from './listSearch'

test('an address holds a filter and an order, and nothing else is taken from it', () => {
  expect(listSearch({ filter: 'name:a', order: 'email desc', tab: 'x' })).toEqual({ filter: 'name:a', order: 'email desc' })
  expect(listSearch({ filter: 7, order: '' })).toEqual({ filter: undefined, order: undefined })
})

test('a list is asked for all, by name, where its address says nothing', () => {
  expect(asked({})).toEqual({ filter: '', orderBy: '' })
  expect(asked({ filter: 'name:a', order: 'email' })).toEqual({ filter: 'name:a', orderBy: 'email' })
})
