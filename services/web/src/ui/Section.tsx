import type { ReactNode } from 'react'

/** A part of a page of settings. */
export function Section({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="grid grid-cols-[minmax(0,1fr)] content-start gap-3">
      <header>
        <h2 className="text-base font-semibold">{title}</h2>
        {about && <p className="text-sm text-soft">{about}</p>}
      </header>
      {children}
    </section>
  )
}
