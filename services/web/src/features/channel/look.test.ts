import { expect, test } from 'vitest'
import { around, filled } from './look'

test('variables are filled in, and what is not known is left out', () => {
  expect(filled('<p>{{ agent.name }} of {{account.name}}{{ team.name }}</p>', { 'agent.name': 'Ann <b>', 'account.name': 'A&B' })).toBe('<p>Ann &lt;b> of A&amp;B</p>')
})

test('the parts stand around what is written', () => {
  const layout = { headerHtml: '<p>H</p>', signatureHtml: '', footerHtml: '<p>F</p>' }
  expect(around(layout, 'text', {})).toBe('<p>H</p><p>text</p><p>F</p>')
})
