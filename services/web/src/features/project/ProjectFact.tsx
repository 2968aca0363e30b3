import type { ReactNode } from 'react'

/** One thing that is known of a project, and what it is called. */
export function ProjectFact({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-soft" title={hint || undefined}>
        {label}
      </dt>
      <dd className="flex min-h-5 items-center gap-1.5">{children}</dd>
    </div>
  )
}
