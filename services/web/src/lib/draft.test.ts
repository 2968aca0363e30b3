import { expect, test } from 'vitest'
import { emptyDraft, together } from './draft'

const draft = (html: string, over = '') => ({ ...emptyDraft(), html, over })
const file = (id: string) => ({ id, name: id, size: 1 })
const texts = (mine: string, over: string, theirs: string) => together(draft(mine, over), draft(theirs)).html

test('what one window wrote stays where the other wrote nothing new', () => {
  expect(texts('<p>Dear Ann, thank you</p>', '<p>Dear Ann</p>', '<p>Dear Ann</p>')).toBe('<p>Dear Ann, thank you</p>')
  expect(texts('<p>Dear Ann</p>', '<p>Dear Ann</p>', '<p>Dear Ben</p>')).toBe('<p>Dear Ben</p>')
  expect(texts('', '<p>Dear Ann</p>', '<p>Dear Ann</p>')).toBe('')
})

test('what both wrote is there once, theirs before', () => {
  expect(texts('<p>One</p>', '', '<p>Two</p>')).toBe('<p>Two</p><p>One</p>')
  expect(texts('<p>One and <b>two</b></p>', '', '<p>One and</p>')).toBe('<p>One and <b>two</b></p>')
  expect(texts('<p>One</p>', '', '<p>One and two</p>')).toBe('<p>One and two</p>')
})

test('the files of both are kept, each once', () => {
  const mine = { ...draft('<p>a</p>'), files: [file('1'), file('2')] }
  const theirs = { ...draft('<p>a</p>'), files: [file('2'), file('3')], revision: 7 }
  const both = together(mine, theirs)
  expect(both.files.map(({ id }) => id)).toEqual(['2', '3', '1'])
  expect(both.revision).toBe(7)
})
