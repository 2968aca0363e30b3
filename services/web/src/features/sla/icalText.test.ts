import { describe, expect, it } from 'vitest'
import { icalText } from './icalText'

const said = 'BEGIN:VCALENDAR\r\nSUMMARY:Fête'
const units = [...said].map((letter) => letter.charCodeAt(0))

describe('icalText', () => {
  it('reads a file in whatever it is written', () => {
    const little = units.flatMap((unit) => [unit & 255, unit >> 8])
    const big = units.flatMap((unit) => [unit >> 8, unit & 255])
    for (const bytes of [[...new TextEncoder().encode(said)], units, little, big, [0xff, 0xfe, ...little], [0xfe, 0xff, ...big]]) {
      expect(icalText(Uint8Array.from(bytes))).toBe(said)
    }
  })
})
