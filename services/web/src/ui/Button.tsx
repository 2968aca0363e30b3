import type { ComponentProps } from 'react'

type Look = 'primary' | 'plain' | 'ghost' | 'danger'

const looks: Record<Look, string> = {
  primary: 'bg-accent text-accent-ink hover:brightness-110 border-transparent',
  plain: 'bg-surface text-ink border-line hover:bg-hover',
  ghost: 'bg-transparent text-soft border-transparent hover:bg-hover hover:text-ink',
  danger: 'bg-surface text-danger border-line hover:bg-danger-soft',
}

interface Props extends ComponentProps<'button'> {
  look?: Look
  busy?: boolean
  /** Why it cannot be pressed; shown on hover and to screen readers. */
  disabledReason?: string | undefined
}

export function Button({ look = 'plain', busy, disabledReason, className = '', disabled, ...rest }: Props) {
  const off = disabled || busy || Boolean(disabledReason)
  return (
    <button
      type="button"
      aria-disabled={off || undefined}
      aria-busy={busy || undefined}
      title={disabledReason}
      {...rest}
      onClick={off ? (event) => event.preventDefault() : rest.onClick}
      className={`inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-md border px-3 text-sm font-medium whitespace-nowrap transition-colors aria-disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0 ${looks[look]} ${className}`}
    />
  )
}
