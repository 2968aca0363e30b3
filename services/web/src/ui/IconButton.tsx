import type { ComponentProps } from 'react'

interface Props extends ComponentProps<'button'> {
  /** What it does, for the tooltip and for screen readers. */
  label: string
}

export function IconButton({ label, className = '', ...rest }: Props) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={`inline-flex size-8 shrink-0 items-center justify-center rounded-md text-soft transition-colors hover:bg-hover hover:text-ink aria-pressed:bg-selected aria-pressed:text-accent [&_svg]:size-4 ${className}`}
    />
  )
}
