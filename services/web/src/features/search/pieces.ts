// A text and the ranges to mark in it, which count characters and not the units that a string is made of.
export interface Piece {
  text: string
  marked: boolean
}

export function pieces(text: string, ranges: { start: number; end: number }[]): Piece[] {
  const letters = Array.from(text)
  const cut = (start: number, end: number) => letters.slice(start, end).join('')
  const found: Piece[] = []
  let at = 0
  for (const { start, end } of ranges) {
    found.push({ text: cut(at, start), marked: false }, { text: cut(start, end), marked: true })
    at = end
  }
  found.push({ text: cut(at, letters.length), marked: false })
  return found.filter((piece) => piece.text !== '')
}
