import { text } from './text'

/** Two wheels, one ride. */
export function Logo() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold">
      <img src="/favicon.svg" alt="" className="size-5" />
      {text.product}
    </span>
  )
}
