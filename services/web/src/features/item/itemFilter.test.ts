import { expect, test } from 'vitest'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { listInput } from './itemFilter'

test('what was typed stays one condition beside the kind', () => {
  expect(listInput(Kind.TICKET, ' priority > 2 OR tag:x ', '').filter).toBe('kind = TICKET AND (priority > 2 OR tag:x)')
  expect(listInput(Kind.TASK, '  ', '').filter).toBe('kind = TASK')
})
