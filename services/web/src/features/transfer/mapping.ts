// What stands in the way of an import, given the field of each column.
import type { ImportField } from '~/gen/tandem/items/v1/imports_service_pb'
import { text } from './text'

export type Mapping = Record<string, string>

/** Why it cannot begin; nothing where it can. */
export function problemOfMapping(mapping: Mapping, fields: ImportField[]): string | undefined {
  const chosen = Object.values(mapping).filter((field) => field !== '')
  const nameOf = (field: string) => fields.find((one) => one.field === field)?.name ?? field
  const twice = chosen.find((field, at) => chosen.indexOf(field) !== at)
  if (twice) return text.twice(nameOf(twice))
  const missing = fields.find((field) => field.required && !chosen.includes(field.field))
  // Items that are there already are known by their external id.
  if (missing && !(missing.field === 'title' && chosen.includes('external_id'))) return text.lacks(missing.name)
  return undefined
}
