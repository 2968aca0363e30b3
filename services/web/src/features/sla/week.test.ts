import { expect, test } from 'vitest'
import { nextHours, spansOf, weekOf } from './week'

test('a week is written into a form and read back, midnight too', () => {
  const spans = [
    { weekday: 1, startMinute: 540, endMinute: 720 },
    { weekday: 1, startMinute: 780, endMinute: 1020 },
    { weekday: 7, startMinute: 0, endMinute: 1440 },
  ]
  const week = weekOf(spans)
  expect(week[0]).toEqual([
    { key: 0, from: '09:00', to: '12:00' },
    { key: 1, from: '13:00', to: '17:00' },
  ])
  expect(week[6]).toEqual([{ key: 0, from: '00:00', to: '00:00' }])
  expect(spansOf(week)).toEqual(spans)
})

test('more hours of a day come after its last', () => {
  expect(nextHours([])).toEqual({ key: 0, from: '09:00', to: '17:00' })
  expect(nextHours([{ key: 0, from: '09:00', to: '12:00' }])).toEqual({ key: 1, from: '13:00', to: '17:00' })
  expect(nextHours([{ key: 0, from: '09:00', to: '23:30' }])).toEqual({ key: 1, from: '23:00', to: '00:00' })
})
