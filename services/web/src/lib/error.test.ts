import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { Code, ConnectError } from '@connectrpc/connect'
import { expect, test } from 'vitest'
import { fieldProblem, problemOf, say } from './error'

function strings(...fields: [number, string | Uint8Array][]): Uint8Array {
  const writer = new BinaryWriter()
  for (const [number, value] of fields) {
    writer.tag(number, WireType.LengthDelimited)
    if (typeof value === 'string') writer.string(value)
    else writer.bytes(value)
  }
  return writer.finish()
}

function refusal(type: string, value: Uint8Array): ConnectError {
  const error = new ConnectError('no such thing', Code.InvalidArgument)
  error.details = [{ type, value }]
  return error
}

test('the reason is read from the details', () => {
  const error = refusal('google.rpc.ErrorInfo', strings([1, 'STALE'], [2, 'tandem']))
  expect(problemOf(error)).toMatchObject({ reason: 'STALE', message: 'No such thing', fields: [] })
})

test('a field finds its problem by the end of its path', () => {
  const violation = strings([1, 'item.title'], [2, 'must not be empty'])
  const problem = problemOf(refusal('google.rpc.BadRequest', strings([1, violation])))
  expect(fieldProblem(problem, 'title')).toBe('Must not be empty')
  expect(fieldProblem(problem, 'itle')).toBeUndefined()
  expect(say(refusal('google.rpc.BadRequest', strings([1, violation])))).toBe('item.title: must not be empty')
})

test('anything thrown is a problem', () => {
  expect(problemOf(new Error('boom')).message).toBe('Boom')
  expect(problemOf(new ConnectError('', Code.Unavailable)).message).toContain('cannot be reached')
})
