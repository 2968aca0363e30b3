import type { ReactNode } from 'react'
import { PageTitle } from './PageTitle'

interface Props {
  title: string
  actions?: ReactNode
  children: ReactNode
}

/** A screen: its title and actions, and beneath them what scrolls. */
export function Page({ title, actions, children }: Props) {
  return (
    <div className="flex h-full min-h-0 flex-col bg-surface">
      <PageTitle of={title} />
      <header className="flex min-h-12 shrink-0 items-center justify-between gap-3 border-b border-line py-2 pr-4 pl-14 md:pl-4">
        <h1 className="truncate text-base font-semibold">{title}</h1>
        <div className="flex items-center gap-2">{actions}</div>
      </header>
      <div className="flex min-h-0 grow flex-col">{children}</div>
    </div>
  )
}
