import type { ReactNode } from 'react'
import { Avatar } from '~/ui/Avatar'
import { Page } from '~/ui/Page'
import { Tabs } from '~/ui/Tabs'
import type { TabName } from './search'
import { tabs as labels, text } from './text'

interface Props {
  id: string
  name: string
  /** Under the name. */
  line: string
  actions?: ReactNode
  /** What is known, as `Known` shows it. */
  facts: ReactNode
  /** Beneath that. */
  after?: ReactNode
  tabs: TabName[]
  tab: TabName
  onTab: (tab: TabName) => void
  children: ReactNode
}

/** The page of a person or an organization: who they are at the left, or above on a phone; what belongs to them in tabs. */
export function ProfilePage({ id, name, line, actions, facts, after, tabs, tab, onTab, children }: Props) {
  return (
    <Page title={name} actions={actions}>
      <div className="flex min-h-0 grow flex-col overflow-y-auto lg:flex-row lg:overflow-visible">
        <aside aria-label={text.about(name)} className="grid shrink-0 content-start gap-4 border-b border-line bg-canvas p-4 lg:w-72 lg:overflow-y-auto lg:border-r lg:border-b-0">
          <div className="flex min-w-0 items-center gap-3">
            <Avatar id={id} name={name} size="large" />
            <span className="min-w-0">
              <span className="block truncate font-semibold">{name}</span>
              <span className="block truncate text-sm text-soft">{line}</span>
            </span>
          </div>
          <dl className="grid gap-2 text-sm [&>div]:grid-cols-[5.5rem_minmax(0,1fr)]">{facts}</dl>
          {after}
        </aside>
        <Tabs label={text.tabs} tabs={tabs.map((one) => ({ id: one, label: labels[one] }))} value={tab} onChange={(one) => onTab(one as TabName)} className="min-w-0 grow pt-1">
          <div className="flex min-h-0 grow flex-col lg:overflow-y-auto">{children}</div>
        </Tabs>
      </div>
    </Page>
  )
}
