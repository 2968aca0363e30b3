// Writes a condition as text that reads back as the same tree, and tells where each part of it stands.
import { type Condition, isKeyword, wordLength } from './tree'

/** From where to where a comparison or a literal stands, by characters, the first being 1. */
export type Places = Map<Condition, [from: number, to: number]>

/** The text of a condition. Always is the empty text (`*` within others), never is `-*`. */
export function print(condition: Condition, places?: Places): string {
  if (condition.is === 'all' && condition.of.length === 0) return ''
  const out = { text: '', places }
  write(out, condition)
  return out.text
}

interface Out {
  text: string
  places: Places | undefined
}

function write(out: Out, condition: Condition): void {
  const from = length(out) + 1
  switch (condition.is) {
    case 'all':
      writeJoined(out, condition.of, ' AND ', '*')
      return
    case 'any':
      writeJoined(out, condition.of, ' OR ', '-*')
      return
    case 'not':
      out.text += 'NOT '
      writeWithin(out, condition.of)
      return
    case 'text':
      out.text += standsBare(condition.words) ? condition.words : quote(condition.words)
      break
    case 'compare': {
      const { field, operator, value, quoted } = condition
      out.text += `${field}${operator === ':' ? ':' : ` ${operator} `}${!quoted && standsBareAsValue(value) ? value : quote(value)}`
    }
  }
  out.places?.set(condition, [from, length(out) + 1])
}

function writeJoined(out: Out, parts: Condition[], join: string, none: string): void {
  if (parts.length === 0) out.text += none
  parts.forEach((part, n) => {
    if (n > 0) out.text += join
    if (part.is === 'not') write(out, part)
    else writeWithin(out, part)
  })
}

/** As part of something larger: what has parts or a sign of its own gets parentheses. */
function writeWithin(out: Out, condition: Condition): void {
  const compound = condition.is === 'not' || ((condition.is === 'all' || condition.is === 'any') && condition.of.length > 0)
  if (compound) out.text += '('
  write(out, condition)
  if (compound) out.text += ')'
}

function length(out: Out): number {
  return [...out.text].length
}

function standsBare(word: string): boolean {
  return word !== '' && word !== '*' && !isKeyword(word) && !/^[-']/.test(word) && wordLength(word, false) === word.length
}

function standsBareAsValue(value: string): boolean {
  return value !== '' && !isKeyword(value) && !value.startsWith("'") && wordLength(value, true) === value.length
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, (c) => `\\${c}`)}"`
}
