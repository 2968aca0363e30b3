import { create } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import { CustomFieldSchema, CustomField_Type } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { type Plain, fromPlain, given, shown, toPlain } from './value'

const choices = [
  { id: 'low', name: 'Low' },
  { id: 'high', name: 'Very high' },
]
const field = (type: CustomField_Type, decimals = 0) => create(CustomFieldSchema, { type, decimals, choices })

describe('a value of a custom field', () => {
  it('comes back as it went', () => {
    const values: Plain[] = ['a', 2.5, true, false, ['low', 'high'], undefined]
    for (const value of values) expect(toPlain(fromPlain(value))).toEqual(value)
  })
  it('is left out where nothing is given', () => {
    expect(Object.keys(given({ a: '', b: undefined, c: [], d: false, e: 0 }))).toEqual(['d', 'e'])
  })
  it('reads as people read it', () => {
    expect(shown(field(CustomField_Type.CHOICE), 'high')).toBe('Very high')
    expect(shown(field(CustomField_Type.MULTI_CHOICE), ['low', 'high'])).toBe('Low, Very high')
    expect(shown(field(CustomField_Type.COST), 5)).toBe((5).toLocaleString(undefined, { minimumFractionDigits: 2 }))
    expect(shown(field(CustomField_Type.DATE), '2026-11-27')).toContain('2026')
    expect(shown(field(CustomField_Type.CHECKBOX), false)).toBe('No')
  })
})
