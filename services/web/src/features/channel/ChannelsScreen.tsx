import { useNavigate } from '@tanstack/react-router'
import { Page } from '~/ui/Page'
import { Tabs } from '~/ui/Tabs'
import { MailboxList } from './MailboxList'
import { PolicyForm } from './PolicyForm'
import type { ChannelTab } from './search'
import { text } from './text'

const screens: Record<ChannelTab, { label: string; screen: () => React.ReactNode }> = {
  mailboxes: { label: text.mailboxes, screen: MailboxList },
  policy: { label: text.policy, screen: PolicyForm },
}
const tabs = Object.entries(screens).map(([id, { label }]) => ({ id, label }))

/** By which ways customers reach the team. */
export function ChannelsScreen({ tab }: { tab: ChannelTab }) {
  const navigate = useNavigate()
  const Screen = screens[tab].screen
  return (
    <Page title={text.title}>
      <Tabs
        label={text.title}
        tabs={tabs}
        value={tab}
        onChange={(id) => void navigate({ to: '/channels', search: { tab: id as ChannelTab } })}
        className="grow pt-1"
      >
        <div className="min-h-0 grow overflow-y-auto">
          <Screen />
        </div>
      </Tabs>
    </Page>
  )
}
