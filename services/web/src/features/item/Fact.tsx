import type { ReactNode } from 'react'

/** One thing that is known of an item, and what it is called. */
export function Fact({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 grid-cols-[6.5rem_minmax(0,1fr)] gap-1 @4xl:grid-cols-1">
      <dt className="text-soft wrap-anywhere @4xl:text-xs" title={hint || (label.length > 40 ? label : undefined)}>
        <span className="line-clamp-3">{label}</span>
      </dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  )
}
