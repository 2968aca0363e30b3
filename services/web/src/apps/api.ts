// The customers' pages speak plain JSON over HTTP: nothing of the agents' app is loaded for them.

export interface Refusal {
  status: number
  reason: string
  message: string
  fields: { field: string; problem: string }[]
}

/** Calls the server. Throws a Refusal. */
export async function api<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method }
  if (body instanceof FormData) init.body = body
  else if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { 'content-type': 'application/json' }
  }
  const answer = await fetch(path, init).catch(() => undefined)
  if (!answer) throw refusal(0, {})
  const text = await answer.text()
  const parsed = parse(text)
  if (!answer.ok) throw refusal(answer.status, (parsed as { error?: Partial<Refusal> } | undefined)?.error ?? {})
  return parsed as T
}

/** The sentence for people. */
export function explain(error: unknown): string {
  const { status, message, fields } = error as Refusal
  const [first] = fields ?? []
  if (first) return `${first.field.split('.').at(-1)}: ${first.problem}`
  if (status === 0) return 'The server cannot be reached. Try again in a moment.'
  if (status === 429) return 'That was too often. Try again later.'
  return message || 'Something went wrong. Try again in a moment.'
}

/** The last part of the address: `/form/{key}`. */
export function pathKey(): string {
  return decodeURIComponent(location.pathname.split('/').filter(Boolean)[1] ?? '')
}

/** A random UUID, on a page without TLS too. */
export { newRequestId } from '../lib/uuid'

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

function refusal(status: number, error: Partial<Refusal>): Refusal {
  return { status, reason: error.reason ?? '', message: error.message ?? '', fields: error.fields ?? [] }
}
