import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

export interface Tab {
  id: string
  label: ReactNode
}

interface Props {
  label: string
  tabs: Tab[]
  value: string
  onChange: (id: string) => void
  children: ReactNode
  className?: string
}

function show(trigger: HTMLButtonElement | null): void {
  trigger?.scrollIntoView({ inline: 'nearest', block: 'nearest' })
}

/** Tabs over what `children` shows for the chosen one. */
export function Tabs({ label, tabs, value, onChange, children, className = '' }: Props) {
  return (
    <Radix.Root value={value} onValueChange={onChange} className={`flex min-h-0 flex-col ${className}`}>
      <Radix.List
        aria-label={label}
        // After a click on a tab the list itself would be a stop of its own, which nothing shows.
        onFocus={({ target, currentTarget }) => {
          if (target === currentTarget && currentTarget.matches(':focus-visible')) currentTarget.querySelector<HTMLElement>('[data-state=active]')?.focus()
        }}
        className="sticky top-0 z-10 flex shrink-0 gap-1 overflow-x-auto border-b border-line bg-surface px-4"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.id}
            value={tab.id}
            // On a phone the chosen one may be out of sight.
            ref={tab.id === value ? show : undefined}
            className="-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2 text-sm font-medium text-soft outline-offset-[-2px] hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink [&_svg]:size-4"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      <Radix.Content value={value} className="flex min-h-0 grow flex-col outline-none" tabIndex={-1}>
        {children}
      </Radix.Content>
    </Radix.Root>
  )
}
