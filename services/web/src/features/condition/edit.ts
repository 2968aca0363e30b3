// Conditions as they are edited: groups of rows. Each has an id, so that a row stays the one that it is while others come and go.
import { type Places, print } from './print'
import { type Compare, type Condition, type Operator, not } from './tree'

/** What a row does with its field: an operator, its complement, or whether there is a value at all. */
export type Verb = Operator | 'not:' | 'set' | 'unset'

export interface Row {
  is: 'row'
  id: number
  field: string
  verb: Verb
  value: string
  quoted: boolean
}

export interface Words {
  is: 'words'
  id: number
  words: string
  negated: boolean
}

export interface Group {
  is: 'group'
  id: number
  join: 'all' | 'any'
  negated: boolean
  of: Part[]
}

export type Part = Row | Words | Group

let last = 0

export function newRow(field: string, verb: Verb): Row {
  return { is: 'row', id: ++last, field, verb, value: '', quoted: false }
}

export function newGroup(join: 'all' | 'any', of: Part[]): Group {
  return { is: 'group', id: ++last, join, negated: false, of }
}

/** A whole condition is a group, if only of one. */
export function fromTree(condition: Condition): Group {
  const part = partOf(condition)
  return part.is === 'group' ? part : newGroup('all', [part])
}

/** The condition that rows mean; `made` keeps from which of them each comparison came. */
export function toTree(part: Part, made?: Map<Condition, number>): Condition {
  if (part.is !== 'group') {
    const [leaf, negated] = leafOf(part)
    made?.set(leaf, part.id)
    return negated ? not(leaf) : leaf
  }
  // What is alone in a group needs no brackets of its own.
  const inner: Condition = part.of.length === 1 ? toTree(part.of[0]!, made) : { is: part.join, of: part.of.map((one) => toTree(one, made)) }
  return part.negated ? not(inner) : inner
}

/** The row or the words that stand at a place of the printed text. */
export function idAt(group: Group, position: number): number | undefined {
  const made = new Map<Condition, number>()
  const places: Places = new Map()
  print(toTree(group, made), places)
  for (const [condition, [from, to]] of places) {
    if (position >= from && position <= to) return made.get(condition)
  }
  return undefined
}

function partOf(condition: Condition): Part {
  switch (condition.is) {
    case 'all':
    case 'any':
      return newGroup(condition.is, condition.of.map(partOf))
    case 'text':
      return { is: 'words', id: ++last, words: condition.words, negated: false }
    case 'compare':
      return rowOf(condition)
    default:
      return complement(condition.of)
  }
}

function complement(inner: Condition): Part {
  if (inner.is === 'compare' && inner.operator === ':') {
    const row = rowOf(inner)
    return { ...row, verb: row.verb === 'set' ? 'unset' : 'not:' }
  }
  const part = partOf(inner)
  return part.is === 'row' || (part.is === 'group' && part.negated) ? { ...newGroup('all', [part]), negated: true } : { ...part, negated: true }
}

function rowOf({ field, operator, value, quoted }: Compare): Row {
  const set = operator === ':' && value === '*' && !quoted
  return { is: 'row', id: ++last, field, verb: set ? 'set' : operator, value: set ? '' : value, quoted }
}

function leafOf(part: Row | Words): [Condition, negated: boolean] {
  if (part.is === 'words') return [{ is: 'text', words: part.words }, part.negated]
  const { field, verb, value, quoted } = part
  if (verb === 'set' || verb === 'unset') return [{ is: 'compare', field, operator: ':', value: '*', quoted: false }, verb === 'unset']
  const operator = verb === 'not:' ? ':' : verb
  // A star that was typed is a star, not any value at all.
  return [{ is: 'compare', field, operator, value, quoted: quoted || value === '*' }, verb === 'not:']
}
