import type { ReactNode } from 'react'
import { Logo } from './Logo'

/** The screens before one is in: a card in the middle. */
export function Door({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 p-4">
      <title>{`${title} · Tandem`}</title>
      <span className="text-lg">
        <Logo />
      </span>
      <section aria-label={title} className="w-full max-w-sm rounded-xl border border-line bg-surface p-6 shadow-pop">
        <h1 className="text-lg font-semibold">{title}</h1>
        {about && <p className="pt-1 text-sm text-soft">{about}</p>}
        <div className="pt-4">{children}</div>
      </section>
    </main>
  )
}
