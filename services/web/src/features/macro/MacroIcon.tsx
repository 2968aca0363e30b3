import { Zap } from 'lucide-react'
import { icons } from '~/features/item/TypeIcon'

/** The icon of a macro, or that of macros. */
export function MacroIcon({ name }: { name: string }) {
  const Icon = icons[name] ?? Zap
  return <Icon aria-hidden className="size-4 shrink-0 text-soft" />
}
