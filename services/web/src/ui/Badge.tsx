import type { ReactNode } from 'react'

type Tone = 'plain' | 'good' | 'danger' | 'customer' | 'internal' | 'accent'

const tones: Record<Tone, string> = {
  plain: 'bg-hover text-soft',
  good: 'bg-good-soft text-good',
  danger: 'bg-danger-soft text-danger',
  customer: 'bg-customer-soft text-customer',
  internal: 'bg-internal-soft text-internal',
  accent: 'bg-accent-soft text-accent',
}

export function Badge({ tone = 'plain', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span
      title={title}
      className={`inline-flex h-5 shrink-0 items-center gap-1 rounded-full px-2 text-xs font-medium whitespace-nowrap [&_svg]:size-3 ${tones[tone]}`}
    >
      {children}
    </span>
  )
}
