// What went wrong, as the server says it: a reason for code, a message and fields for people.
import { BinaryReader } from '@bufbuild/protobuf/wire'
import { Code, ConnectError } from '@connectrpc/connect'

export interface Field {
  field: string
  problem: string
}

export interface Problem {
  code: Code
  /** `STALE`, `EMAIL_TAKEN`, …; empty where the server gave none. */
  reason: string
  message: string
  fields: Field[]
  /** More about the reason, such as the ids it is about. */
  about: Record<string, string>
}

/** Any thrown thing as a problem. */
export function problemOf(error: unknown): Problem {
  const from = ConnectError.from(error)
  const problem: Problem = { code: from.code, reason: '', message: sentence(from.rawMessage), fields: [], about: {} }
  for (const detail of from.details) {
    if (!('type' in detail) || !(detail.value instanceof Uint8Array)) continue
    if (detail.type === 'google.rpc.ErrorInfo') {
      problem.reason = text(detail.value, 1)
      problem.about = Object.fromEntries(fieldsOf(detail.value, 3).map((entry) => [text(entry, 1), text(entry, 2)]))
    }
    if (detail.type === 'google.rpc.BadRequest') problem.fields = nested(detail.value).map(violation)
  }
  if (from.code === Code.Unavailable) problem.message = 'The server cannot be reached. What you see may be old.'
  if (from.code === Code.DeadlineExceeded) problem.message = 'The server took too long. Try again.'
  return problem
}

/** The problem of one field, by the end of its path: `title` finds `item.title`. */
export function fieldProblem(problem: Problem | undefined, name: string): string | undefined {
  const found = problem?.fields.find((field) => field.field === name || field.field.endsWith(`.${name}`))
  return found && sentence(found.problem)
}

/** A line for people: the message, or the first field's problem. */
export function say(error: unknown): string {
  const problem = problemOf(error)
  if (problem.reason === 'MISSING_FIELDS') return problem.fields.map((field) => sentence(field.problem)).join('; ')
  const [first] = problem.fields
  return first ? `${first.field}: ${first.problem}` : problem.message
}

function violation(bytes: Uint8Array): Field {
  return { field: text(bytes, 1), problem: text(bytes, 2) }
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1)
}

/** The last text with that field number. */
function text(bytes: Uint8Array, number: number): string {
  const [last] = fieldsOf(bytes, number).slice(-1)
  return last ? new TextDecoder().decode(last) : ''
}

function nested(bytes: Uint8Array): Uint8Array[] {
  return fieldsOf(bytes, 1)
}

/** google.rpc messages are read by hand: two of them, all fields of interest length-delimited. */
function fieldsOf(bytes: Uint8Array, number: number): Uint8Array[] {
  const reader = new BinaryReader(bytes)
  const found: Uint8Array[] = []
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === number && wire === 2) found.push(reader.bytes())
    else reader.skip(wire, field)
  }
  return found
}
