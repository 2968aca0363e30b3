import { Star } from 'lucide-react'

/** A priority of 0 to 5. Nothing is drawn for 0. */
export function Stars({ value, label }: { value: number; label: string }) {
  if (value === 0) return null
  return (
    <span role="img" aria-label={label} title={label} className="inline-flex text-star">
      {Array.from({ length: value }, (_, index) => (
        <Star key={index} aria-hidden className="size-3 fill-current" />
      ))}
    </span>
  )
}
