import { type ReactNode, useId } from 'react'

/** A titled card of the dashboard. */
export function Panel({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="@container h-full overflow-hidden rounded-xl border border-line bg-surface">
      <header className="flex h-11 items-center justify-between gap-2 border-b border-line pr-2 pl-4">
        <h2 id={id} className="truncate font-semibold">
          {title}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  )
}
