// Conditions as a tree: what the text form means.

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | ':'

export interface Compare {
  is: 'compare'
  field: string
  operator: Operator
  value: string
  /** It is text, never a word with a meaning such as `me`. */
  quoted: boolean
}

export type Condition =
  | { is: 'all'; of: Condition[] }
  | { is: 'any'; of: Condition[] }
  | { is: 'not'; of: Condition }
  /** Words to search for. */
  | { is: 'text'; words: string }
  | Compare

export const operators: Operator[] = ['!=', '<=', '>=', '=', '<', '>', ':']

export const isKeyword = (word: string) => word === 'AND' || word === 'OR' || word === 'NOT'

/** How much of the text is one word. A value may hold `:`, as times do. */
export function wordLength(text: string, value: boolean): number {
  const end = text.search(value ? /[()",=<>\s]|!=/ : /[()",=<>:\s]|!=/)
  return end < 0 ? text.length : end
}

/** One condition alone is itself; several are joined. */
export function joined(parts: Condition[], is: 'all' | 'any'): Condition {
  return parts.length === 1 ? parts[0]! : { is, of: parts }
}

/** The complement; of always and never, the other one. */
export function not(condition: Condition): Condition {
  if (condition.is === 'all' && condition.of.length === 0) return { is: 'any', of: [] }
  if (condition.is === 'any' && condition.of.length === 0) return { is: 'all', of: [] }
  return { is: 'not', of: condition }
}
