import { Link, useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { Page } from '~/ui/Page'
import { Tabs } from '~/ui/Tabs'
import { HealthList } from './HealthList'
import { HealthMark } from './HealthMark'
import { IncomingList } from './IncomingList'
import { MailboxList } from './MailboxList'
import { PolicyForm } from './PolicyForm'
import { SuppressionList } from './SuppressionList'
import type { ChannelSearch, ChannelTab } from './search'
import { text } from './text'

const tabs: { id: ChannelTab; label: React.ReactNode }[] = [
  { id: 'mailboxes', label: text.mailboxes },
  { id: 'incoming', label: text.incoming.title },
  {
    id: 'health',
    label: (
      <>
        {text.health.title}
        <HealthMark />
      </>
    ),
  },
  { id: 'policy', label: text.policy },
  { id: 'suppressions', label: text.suppressions.title },
]

/** By which ways customers reach the team, and what came of it. */
export function ChannelsScreen({ search }: { search: ChannelSearch }) {
  const navigate = useNavigate()
  const tab = search.tab ?? 'mailboxes'
  return (
    <Page
      title={text.title}
      actions={
        <Link
          to="/channels/$mailbox"
          params={{ mailbox: 'new' }}
          className="inline-flex h-8 shrink-0 items-center gap-1.5 rounded-md bg-accent px-3 text-sm font-medium text-accent-ink hover:brightness-110"
        >
          <Plus aria-hidden className="size-4" />
          {text.newMailbox}
        </Link>
      }
    >
      <Tabs
        label={text.title}
        tabs={tabs}
        value={tab}
        onChange={(id) => void navigate({ to: '/channels', search: { tab: id as ChannelTab } })}
        className="grow pt-1"
      >
        <div className="min-h-0 grow overflow-y-auto">
          {tab === 'mailboxes' && <MailboxList />}
          {tab === 'incoming' && <IncomingList outcome={search.outcome} />}
          {tab === 'health' && <HealthList />}
          {tab === 'policy' && <PolicyForm />}
          {tab === 'suppressions' && <SuppressionList />}
        </div>
      </Tabs>
    </Page>
  )
}
