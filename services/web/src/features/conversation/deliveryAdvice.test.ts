import { expect, test } from 'vitest'
import { adviceFor } from './deliveryAdvice'

test('an address that is unknown is to be corrected', () => {
  expect(adviceFor({ statusCode: '5.1.1', hard: true })).toContain('no such mailbox')
  expect(adviceFor({ statusCode: '', hard: true })).toContain('no such mailbox')
})

test('the longest code that fits gives the advice', () => {
  expect(adviceFor({ statusCode: '5.2.2', hard: false })).toContain('full')
  expect(adviceFor({ statusCode: '5.7.26', hard: true })).toContain('DMARC')
})

test('what nobody explains can be tried again', () => {
  expect(adviceFor({ statusCode: '', hard: false })).toContain('Try again')
  expect(adviceFor({ statusCode: '5.10.1', hard: false })).toContain('Try again')
})
