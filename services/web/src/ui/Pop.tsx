import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'

interface Props {
  trigger: ReactNode
  label: string
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
  className?: string
  side?: 'bottom' | 'right'
  align?: 'start' | 'end'
  /** Where the keyboard goes when it closes; else back to its button. */
  returnTo?: () => void
}

/** A panel that belongs to its button. */
export function Pop({ trigger, label, open, onOpenChange, children, className = 'w-64', side = 'bottom', align = 'start', returnTo }: Props) {
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={label}
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            if (!returnTo) return
            event.preventDefault()
            returnTo()
          }}
          className={`z-50 flex max-h-[min(26rem,var(--radix-popover-content-available-height))] flex-col overflow-hidden rounded-lg border border-line bg-raised shadow-pop ${className}`}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
