import { expect, test } from 'vitest'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { listInput } from './itemFilter'

test('what was typed comes first, and the kind is one condition more', () => {
  expect(listInput(Kind.TICKET, ' priority > 2 OR tag:x ', '').filter).toBe('priority > 2 OR tag:x AND kind = TICKET')
  expect(listInput(Kind.TASK, '  ', '').filter).toBe('kind = TASK')
})
