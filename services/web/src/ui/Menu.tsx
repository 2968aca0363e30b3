import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'

interface Props {
  /** The button that opens it. */
  trigger: ReactNode
  children: ReactNode
  align?: 'start' | 'end'
}

export const popLook =
  'z-50 min-w-44 rounded-lg border border-line bg-raised p-1 shadow-pop text-base max-h-[min(26rem,var(--radix-dropdown-menu-content-available-height,26rem))] overflow-y-auto'

export function Menu({ trigger, children, align = 'start' }: Props) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.getElementById('main')}>
        <DropdownMenu.Content align={align} sideOffset={4} collisionPadding={8} className={popLook}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
