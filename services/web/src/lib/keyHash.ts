// What a query is known by. Pure.
import { hashKey } from '@tanstack/react-query'

/** As the library's own, of what is asked for with large numbers too: times are seconds of 64 bits, which JSON does not know. */
export function keyHash(key: readonly unknown[]): string {
  return hashKey(spelt(key) as unknown[])
}

function spelt(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return value.map(spelt)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, spelt(inner)]))
}
