import { create } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import { CustomFieldSchema } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { offered, wordAt } from './filterWords'

const fields = [
  create(CustomFieldSchema, { key: 'severity', name: 'Severity', choices: [{ id: 'low', name: 'Low' }, { id: 'very_high', name: 'Very high' }] }),
  create(CustomFieldSchema, { key: 'room', name: 'Room number' }),
]
const words = (filter: string) => offered(filter, filter.length, fields).map(({ insert }) => insert)

describe('what is offered in a filter', () => {
  it('is the fields that the word begins or is in', () => {
    expect(words('kind = TICKET AND fields.')).toEqual(['fields.severity', 'fields.room'])
    expect(words('seve')).toEqual(['fields.severity'])
    expect(words('prio')).toEqual(['priority'])
    expect(words('p')).toEqual([])
    expect(words('priority')).toEqual([])
  })
  it('is the choices of a field after its sign', () => {
    expect(words('fields.severity = ')).toEqual(['low', 'very_high'])
    expect(words('fields.severity:ver')).toEqual(['very_high'])
    expect(words('fields.room = 1')).toEqual([])
  })
  it('takes the place of the word at the caret', () => {
    expect(wordAt('a AND fields.se OR b', 15)).toEqual({ begin: 6, word: 'fields.se', key: undefined })
    expect(wordAt('fields.severity = "ve', 21).begin).toBe(18)
  })
})
