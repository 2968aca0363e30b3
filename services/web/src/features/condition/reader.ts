// Walks over the text of a condition: its words, quotes, signs and keywords, and where something is wrong.
import { type Operator, isKeyword, operators, wordLength } from './tree'

const escapes: Record<string, string> = { '\\': '\\', '"': '"', "'": "'", n: '\n', t: '\t' }

/** What a text is refused for, and at which character, the first being 1. */
export class ParseProblem extends Error {
  constructor(
    readonly position: number,
    message: string,
  ) {
    super(message)
  }
}

export class Reader {
  protected at = 0

  constructor(private readonly text: string) {}

  protected word(value: boolean): string {
    const word = this.rest().slice(0, wordLength(this.rest(), value))
    if (isKeyword(word)) throw this.problem(`\`${word}\` where a condition or value is expected`)
    const next = this.text[this.at + word.length] ?? ''
    if (word === '') throw this.problem(next ? `unexpected \`${next}\`` : 'a condition is missing at the end')
    if (next === '(') throw this.problem(`functions are not supported: \`${word}(\``)
    if (next === '"' || next === ',') throw this.problem(`unexpected \`${next}\`; quote the whole value`, this.at + word.length)
    this.at += word.length
    return word
  }

  protected quoted(): string {
    const start = this.at
    const quote = this.text[start]
    let value = ''
    for (let i = start + 1; i < this.text.length; i++) {
      const c = this.text[i]!
      if (c === quote) {
        this.at = i + 1
        if (/^[\p{L}\p{N}"']/u.test(this.rest())) throw this.problem('a space is missing after the quote')
        return value
      }
      if (c === '\\') {
        const meant = escapes[this.text[++i] ?? '']
        if (meant === undefined) throw this.problem('unknown escape; a backslash is written `\\\\`', i - 1)
        value += meant
      } else value += c
    }
    throw this.problem('the quote is never closed', start)
  }

  protected operator(): Operator | undefined {
    return operators.find((sign) => this.rest().startsWith(sign))
  }

  protected atKeyword(keyword: string): boolean {
    return this.rest().slice(0, wordLength(this.rest(), true)) === keyword
  }

  protected takeKeyword(keyword: string): boolean {
    if (!this.atKeyword(keyword)) return false
    this.at += keyword.length
    this.skip()
    return true
  }

  protected skip(): void {
    this.at = this.text.length - this.rest().trimStart().length
  }

  protected peek(): string {
    return this.text[this.at] ?? ''
  }

  protected rest(): string {
    return this.text.slice(this.at)
  }

  protected problem(message: string, at = this.at): ParseProblem {
    return new ParseProblem(Array.from(this.text.slice(0, at)).length + 1, message)
  }
}
