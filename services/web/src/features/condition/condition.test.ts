import { expect, test } from 'vitest'
import { fromTree, toTree } from './edit'
import { ParseProblem, parse } from './parse'
import { type Places, print } from './print'

const same = [
  '',
  'status.state != FINISHED AND assignee = me',
  'NOT assignee:*',
  'title:"two words" AND (priority >= 3 OR tag:fire)',
  'NOT (tag:a OR tag:b) AND create_time > -7d',
  'printer "on fire" AND create_time > 2026-11-21T10:00:00Z',
  'tag:"a \\"b\\" \\\\c"',
  '-* OR tag:x',
]

test('what is written reads back as the same tree', () => {
  for (const text of same) {
    const tree = parse(text)
    expect(parse(print(tree)), text).toEqual(tree)
  }
})

test('OR binds closer than AND, and what stands side by side must all hold', () => {
  expect(print(parse('a = 1 b = 2 OR c = 3'))).toBe('a = 1 AND (b = 2 OR c = 3)')
  expect(print(parse('status != (open OR closed)'))).toBe('NOT (status = open OR status = closed)')
})

test('what cannot be read is refused at its place', () => {
  const places = { 'a = ': 5, 'tag:x AND': 10, 'a = 1)': 6, '(a = 1': 1, 'a = "x': 5, 'x(1)': 1, 'ä = 1 AND - b': 11 }
  for (const [text, position] of Object.entries(places)) {
    let problem: unknown
    try {
      parse(text)
    } catch (error) {
      problem = error
    }
    expect(problem, text).toBeInstanceOf(ParseProblem)
    expect((problem as ParseProblem).position, text).toBe(position)
  }
})

test('it is told where each comparison stands', () => {
  const places: Places = new Map()
  const tree = parse('ä:"é" AND (b = 2 OR c = 3)')
  print(tree, places)
  expect([...places.values()]).toEqual([[1, 6], [12, 17], [21, 26]])
})

test('rows say the same as the text, whatever it is', () => {
  for (const text of same) expect(print(toTree(fromTree(parse(text)))), text).toBe(print(parse(text)))
})
