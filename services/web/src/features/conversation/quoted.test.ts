import { expect, test } from 'vitest'
import { type MailLine, quoteStart } from './quoted'

/** "> " is a marked quote, "| " a line within a table. */
const lines = (text: string): MailLine[] =>
  text.split('\n').map((line) => ({ text: line.replace(/^[>|] /, ''), quoted: line.startsWith('> '), tabled: line.startsWith('| ') }))

const start = (text: string) => quoteStart(lines(text))

test('a quote at the end is one, with the line that announces it', () => {
  expect(start('Thanks!\n\nOn Mon, 3 Feb 2025, Ann <a@b.c> wrote:\n> old\n> older')).toBe(2)
  expect(start('谢谢\n在 2025年2月3日，Ann 写道：\n> 旧')).toBe(1)
  expect(start('Thanks!\n> old')).toBe(1)
})

test('what stands below a quote is new, and so the quote is in its place', () => {
  expect(start('Ann wrote:\n> old\nNew answer')).toBeUndefined()
  expect(start('> all of it is passed on')).toBeUndefined()
})

test('the head of a mail begins a quote that is not marked', () => {
  expect(start('Danke\n\nVon: Ann <a@b.c>\nGesendet: Montag, 3. Februar 2025\nAn: Ben\nBetreff: Rechnung\nalt')).toBe(2)
  expect(start('Thanks\n----- Original Message -----\nFrom: Ann <a@b.c>\nSent: 3 Feb 2025\nTo: Ben\nold')).toBe(1)
})

test('a table is never taken for a quote', () => {
  expect(start('The orders:\n| From: Ann <a@b.c>\n| Sent: 2025-02-03\n| To: Ben\nPlease check.')).toBeUndefined()
  expect(start('The orders:\n| Number:\n| 1\nPlease check:\n> old')).toBe(3)
})

test('a few lines with colons are no head of a mail', () => {
  expect(start('Hello,\nName: Ann\nPhone: 0123 4567\nThanks')).toBeUndefined()
})
