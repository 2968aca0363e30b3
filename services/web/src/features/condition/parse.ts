// Reads the text form, AIP-160 by the letter, as the server does: OR binds closer than AND, and what stands side by side must all hold.
import { Reader } from './reader'
import { type Condition, type Operator, joined, not } from './tree'

export { ParseProblem } from './reader'

const maxDepth = 32

/** The tree that a text means; the empty text always holds. Throws ParseProblem. */
export function parse(text: string): Condition {
  const parser = new Parser(text)
  return parser.whole()
}

class Parser extends Reader {
  private depth = 0
  /** Within `field:( … )`. */
  private inside: { field: string; operator: Operator } | undefined

  whole(): Condition {
    this.skip()
    if (this.rest() === '') return { is: 'all', of: [] }
    const condition = this.expression()
    if (this.peek() === ')') throw this.problem('`)` closes nothing')
    return condition
  }

  private expression(): Condition {
    const parts: Condition[] = []
    do {
      do parts.push(this.factor())
      while (this.peek() !== '' && this.peek() !== ')' && !this.atKeyword('AND'))
    } while (this.takeKeyword('AND'))
    return joined(parts, 'all')
  }

  private factor(): Condition {
    const parts = [this.term()]
    while (this.takeKeyword('OR')) parts.push(this.term())
    return joined(parts, 'any')
  }

  private term(): Condition {
    if (this.peek() === '-') {
      this.at++
      if (/^(\s|$)/.test(this.rest())) throw this.problem('`-` must stand directly before what it negates', this.at - 1)
    } else if (!this.takeKeyword('NOT')) return this.simple()
    if (this.peek() === '-' || this.atKeyword('NOT')) throw this.problem('a negation of a negation needs parentheses')
    return not(this.simple())
  }

  private simple(): Condition {
    if (this.peek() === '(') return this.composite()
    if (!/["']/.test(this.peek() || ' ')) return this.restriction()
    const start = this.at
    const words = this.quoted()
    this.skip()
    if (!this.inside && this.operator()) throw this.problem('a field is written without quotes', start)
    return this.literal(words, true)
  }

  private composite(): Condition {
    const start = this.at
    if (++this.depth > maxDepth) throw this.problem(`nested deeper than ${maxDepth}`)
    this.at++
    this.skip()
    const inner = this.expression()
    if (this.peek() !== ')') throw this.problem('`(` is never closed', start)
    this.at++
    this.depth--
    this.skip()
    return inner
  }

  private restriction(): Condition {
    const start = this.at
    const word = this.word(this.inside !== undefined)
    this.skip()
    const operator = this.operator()
    if (this.inside) {
      if (operator) throw this.problem(`\`${operator}\` within the value of a field`)
      return this.literal(word, false)
    }
    if (!operator) return word === '*' ? { is: 'all', of: [] } : this.literal(word, false)
    if (!/^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u.test(word)) {
      throw this.problem(`\`${word}\` is no name of a field; quote it to search for it`, start)
    }
    this.at += operator.length
    this.skip()
    return this.argument(word, operator)
  }

  private argument(field: string, operator: Operator): Condition {
    const next = this.peek()
    if (next === '' || next === ')') throw this.problem(`a value is missing after \`${operator}\``)
    if (next === '(') {
      if (!['=', ':', '!='].includes(operator)) throw this.problem(`\`${operator}\` takes one value, not several`)
      this.inside = { field, operator: operator === '!=' ? '=' : operator }
      const several = this.composite()
      this.inside = undefined
      return operator === '!=' ? not(several) : several
    }
    const quoted = next === '"' || next === "'"
    const value = quoted ? this.quoted() : this.word(true)
    this.skip()
    return { is: 'compare', field, operator, value, quoted }
  }

  private literal(word: string, quoted: boolean): Condition {
    return this.inside ? { is: 'compare', ...this.inside, value: word, quoted } : { is: 'text', words: word }
  }
}
