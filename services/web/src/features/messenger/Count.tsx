import { shown, text } from './text'

/** How much is unread; nothing where all is read. */
export function Count({ value, quiet }: { value: number; quiet?: boolean }) {
  if (value === 0) return null
  return (
    <span
      className={`inline-flex h-4.5 min-w-4.5 shrink-0 items-center justify-center rounded-full px-1 text-[0.6875rem] leading-none font-semibold tabular-nums ${quiet ? 'bg-accent-soft text-accent' : 'bg-accent text-accent-ink'}`}
    >
      <span className="sr-only">{text.unread(value)}</span>
      <span aria-hidden>{shown(value)}</span>
    </span>
  )
}
