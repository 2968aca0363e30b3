import { create } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'
import { ImportFieldSchema } from '~/gen/tandem/items/v1/imports_service_pb'
import { problemOfMapping } from './mapping'

const fields = [
  create(ImportFieldSchema, { field: 'title', name: 'Title', required: true }),
  create(ImportFieldSchema, { field: 'external_id', name: 'External id' }),
]

test('an import begins once every needed field is one column’s', () => {
  expect(problemOfMapping({ Subject: 'title', Nr: '' }, fields)).toBeUndefined()
  expect(problemOfMapping({ Nr: 'external_id' }, fields)).toBeUndefined()
  expect(problemOfMapping({ Nr: '' }, fields)).toContain('Title')
  expect(problemOfMapping({ a: 'title', b: 'title' }, fields)).toContain('Two columns')
})
