import { expect, test } from 'vitest'
import { SlaClock_Target as Target } from '~/gen/tandem/items/v1/items_service_pb'
import { cellsOf, promisesOf, written, wrongCell } from './grid'

test('a promise is written as a person would and read back', () => {
  expect([3600, 5400, 45 * 60, 80 * 3600].map(written)).toEqual(['1h', '1h 30m', '45m', '80h'])
  const cells = { '5/1': '1h', '0/3': ' 1h 30m ', '4/2': '', '3/2': '30' }
  const promises = promisesOf(cells)
  expect(promises.map((promise) => [promise.priority, promise.target, Number(promise.within?.seconds)])).toEqual([
    [5, Target.FIRST_RESPONSE, 3600],
    [3, Target.NEXT_RESPONSE, 1800],
    [0, Target.RESOLUTION, 5400],
  ])
  expect(cellsOf({ promises: promises as never })).toEqual({ '5/1': '1h', '0/3': '1h 30m', '3/2': '30m' })
})

test('a cell that is no time is found, an empty one is fine', () => {
  expect(wrongCell({ '5/1': 'soon', '4/1': '' })).toBe('5/1')
  expect(wrongCell({ '5/1': '0h' })).toBe('5/1')
  expect(wrongCell({ '5/1': '2h', '4/1': '  ' })).toBeUndefined()
})
