// Values of custom fields: as the contract has them, and as the screens do.
import { type MessageInitShape, create } from '@bufbuild/protobuf'
import { type Value, NullValue, ValueSchema } from '@bufbuild/protobuf/wkt'
import { CustomField_Type, type CustomField } from '~/gen/tandem/items/v1/custom_fields_service_pb'

export type Plain = string | number | boolean | string[] | undefined
export type PlainValues = Record<string, Plain>

export function toPlain(value: Value | undefined): Plain {
  const kind = value?.kind
  switch (kind?.case) {
    case 'stringValue':
    case 'numberValue':
    case 'boolValue':
      return kind.value
    case 'listValue':
      return kind.value.values.flatMap((one) => (one.kind.case === 'stringValue' ? [one.kind.value] : []))
    default:
      return undefined
  }
}

export function fromPlain(plain: Plain): Value {
  return create(ValueSchema, { kind: kindOf(plain) })
}

function kindOf(plain: Plain): MessageInitShape<typeof ValueSchema>['kind'] & object {
  if (Array.isArray(plain)) return { case: 'listValue', value: { values: plain.map(fromPlain) } }
  if (typeof plain === 'boolean') return { case: 'boolValue', value: plain }
  if (typeof plain === 'number') return { case: 'numberValue', value: plain }
  if (plain) return { case: 'stringValue', value: plain }
  return { case: 'nullValue', value: NullValue.NULL_VALUE }
}

/** What was filled in, by key; what was left empty is left out. */
export function given(plain: PlainValues): Record<string, Value> {
  const filled = Object.entries(plain).filter(([, value]) => !isEmpty(value))
  return Object.fromEntries(filled.map(([key, value]) => [key, fromPlain(value)]))
}

export function isEmpty(plain: Plain): boolean {
  return plain === undefined || plain === '' || (Array.isArray(plain) && plain.length === 0)
}

/** What a new thing has before anybody fills it in. */
export function defaults(fields: CustomField[]): PlainValues {
  return Object.fromEntries(fields.map((field) => [field.key, toPlain(field.defaultValue)]))
}

/** A value as people read it. */
export function shown(field: CustomField, plain: Plain): string {
  const name = (id: string) => field.choices.find((choice) => choice.id === id)?.name ?? id
  if (Array.isArray(plain)) return plain.map(name).join(', ')
  if (typeof plain === 'boolean') return plain ? 'Yes' : 'No'
  if (typeof plain === 'number') return plain.toLocaleString(undefined, digits(field))
  if (plain === undefined) return ''
  if (field.type === CustomField_Type.DATE) return day(plain)
  return field.type === CustomField_Type.CHOICE ? name(plain) : plain
}

function digits({ type, decimals }: CustomField): Intl.NumberFormatOptions {
  const all = type === CustomField_Type.COST ? 2 : 0
  return { minimumFractionDigits: all, maximumFractionDigits: Math.max(all, decimals) }
}

/** A day, whatever the zone of who reads it. */
function day(text: string): string {
  const date = new Date(`${text}T00:00:00Z`)
  return Number.isNaN(date.getTime()) ? text : date.toLocaleDateString(undefined, { dateStyle: 'medium', timeZone: 'UTC' })
}
