import { pieces } from './pieces'

interface Props {
  text: string
  ranges: { start: number; end: number }[]
}

/** A text with the words that were looked for marked in it. */
export function Marked({ text, ranges }: Props) {
  return pieces(text, ranges).map((piece, at) =>
    piece.marked ? (
      // oxlint-disable-next-line no-array-index-key -- the pieces of one text have no other name
      <mark key={at} className="rounded-sm bg-accent-soft font-medium text-accent">
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  )
}
