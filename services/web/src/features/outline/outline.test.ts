import { expect, it } from 'vitest'
import { below, inOrder, pathOf, within } from './outline'

const node = (id: string, parentId: string, position: number) => ({ id, parentId, name: id.toUpperCase(), position, revision: 1n })
const nodes = [node('c', 'b', 1), node('b', '', 2), node('a', '', 1), node('d', 'b', 2)]

it('shows things from the top down, each before what is in it', () => {
  expect(inOrder(nodes).map(({ node: { id }, level }) => `${level}${id}`)).toEqual(['0a', '0b', '1c', '1d'])
  expect(within(nodes, 'b').map(({ id }) => id)).toEqual(['c', 'd'])
})

it('knows what is in a thing and what it is in', () => {
  expect([...below(nodes, 'b')].toSorted()).toEqual(['b', 'c', 'd'])
  expect(pathOf(nodes, 'd')).toBe('B / D')
  expect(pathOf(nodes, 'x')).toBe('')
})
