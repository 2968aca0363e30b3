import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'

interface Props {
  children: ReactNode
  icon?: ReactNode
  /** Given: one choice of several. */
  checked?: boolean
  danger?: boolean
  disabledReason?: string | undefined
  onSelect: () => void
}

export function MenuItem({ children, icon, checked, danger, disabledReason, onSelect }: Props) {
  const look = `flex h-8 items-center gap-2 rounded-md px-2 outline-none select-none data-highlighted:bg-hover data-disabled:opacity-55 [&_svg]:size-4 ${danger ? 'text-danger' : ''}`
  const inside = (
    <>
      {icon}
      <span className="grow">{children}</span>
      {checked && <Check aria-hidden className="text-accent" />}
    </>
  )
  if (checked !== undefined) {
    return (
      <DropdownMenu.CheckboxItem className={look} checked={checked} onSelect={onSelect}>
        {inside}
      </DropdownMenu.CheckboxItem>
    )
  }
  return (
    <DropdownMenu.Item className={look} disabled={Boolean(disabledReason)} title={disabledReason} onSelect={onSelect}>
      {inside}
    </DropdownMenu.Item>
  )
}
