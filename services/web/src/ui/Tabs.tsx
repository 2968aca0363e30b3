import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useMedia } from '~/lib/useMedia'

export interface Tab {
  id: string
  label: ReactNode
  /** Where tabs stand beside, it begins another group of them. */
  apart?: boolean
}

interface Props {
  label: string
  tabs: Tab[]
  value: string
  onChange: (id: string) => void
  children: ReactNode
  className?: string
  /** There are many: they stand at the left where there is room. */
  beside?: boolean
}

function show(trigger: HTMLButtonElement | null): void {
  trigger?.scrollIntoView({ inline: 'nearest', block: 'nearest' })
}

const lists = {
  above: 'sticky top-0 z-10 flex shrink-0 gap-1 overflow-x-auto border-b border-line bg-surface px-4',
  beside: 'flex w-52 shrink-0 flex-col gap-0.5 overflow-y-auto border-r border-line bg-canvas p-2',
}

const triggers = {
  above: '-mb-px h-9 border-b-2 border-transparent px-2 data-[state=active]:border-accent',
  beside: 'h-8 rounded-md px-2.5 hover:bg-hover data-[state=active]:bg-selected',
}

/** Tabs over what `children` shows for the chosen one. */
export function Tabs({ label, tabs, value, onChange, children, className = '', beside = false }: Props) {
  const room = useMedia('(min-width: 64rem)')
  const place = beside && room ? 'beside' : 'above'
  return (
    <Radix.Root
      value={value}
      onValueChange={onChange}
      orientation={place === 'beside' ? 'vertical' : 'horizontal'}
      className={`flex min-h-0 ${place === 'beside' ? '' : `flex-col ${beside ? 'pt-1' : ''}`} ${className}`}
    >
      <Radix.List
        aria-label={label}
        // After a click on a tab the list itself would be a stop of its own, which nothing shows.
        onFocus={({ target, currentTarget }) => {
          if (target === currentTarget && currentTarget.matches(':focus-visible')) currentTarget.querySelector<HTMLElement>('[data-state=active]')?.focus()
        }}
        className={lists[place]}
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.id}
            value={tab.id}
            // On a phone the chosen one may be out of sight.
            ref={tab.id === value ? show : undefined}
            // It is focused by a script, which looks like the keyboard where nothing else had the focus.
            onPointerDown={({ currentTarget }) => (currentTarget.dataset.pointed = '')}
            onBlur={({ currentTarget }) => delete currentTarget.dataset.pointed}
            onKeyDown={({ currentTarget }) => delete currentTarget.dataset.pointed}
            className={`flex shrink-0 items-center gap-1.5 text-sm font-medium text-soft outline-offset-[-2px] hover:text-ink data-pointed:outline-none data-[state=active]:text-ink [&_svg]:size-4 ${triggers[place]} ${tab.apart && place === 'beside' ? 'mt-3' : ''}`}
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      <Radix.Content value={value} className="flex min-h-0 min-w-0 grow flex-col outline-none" tabIndex={-1}>
        {children}
      </Radix.Content>
    </Radix.Root>
  )
}
