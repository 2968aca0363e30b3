import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { hashKey } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { keyHash } from './keyHash'

const since = (ms: number) => keyHash(['list', { filter: '', startTime: timestampFromMs(ms) }, 'pages'])

test('a time may be asked for, and another is another question', () => {
  expect(since(1000)).toBe(since(1000))
  expect(since(1000)).not.toBe(since(2000))
})

test('what JSON knows is known as ever, in whatever order', () => {
  const key = ['get', { id: 'item_1', more: { b: [1, null, undefined], a: true }, none: undefined }]
  expect(keyHash(key)).toBe(hashKey(key))
  expect(keyHash([{ b: 1, a: 2 }])).toBe(keyHash([{ a: 2, b: 1 }]))
})
