import type { ReactNode } from 'react'

/** What is known beside custom fields, in the same lines. */
export function Known({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 grid-cols-[9rem_minmax(0,1fr)] gap-2">
      <dt className="text-soft">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  )
}
