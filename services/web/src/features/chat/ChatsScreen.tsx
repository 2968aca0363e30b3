import { Link, useNavigate } from '@tanstack/react-router'
import { MessagesSquare, Settings2 } from 'lucide-react'
import { useShortcut } from '~/lib/keys'
import { useIsAdmin } from '~/lib/session'
import { Empty } from '~/ui/Empty'
import { Page } from '~/ui/Page'
import { Tabs } from '~/ui/Tabs'
import { AlertsMenu } from './AlertsMenu'
import { Availability } from './Availability'
import { ChatList } from './ChatList'
import { ChatView } from './ChatView'
import { WaitingCount } from './WaitingCount'
import type { ChatSearch, ChatTab } from './search'
import { text } from './text'

const tabs = [
  {
    id: 'waiting',
    label: (
      <>
        {text.waiting}
        <WaitingCount />
      </>
    ),
  },
  { id: 'mine', label: text.mine },
  { id: 'open', label: text.open },
  { id: 'ended', label: text.ended },
]

/** Chats with websites' visitors: who waits, one's own, and the one that is open beside the list. */
export function ChatsScreen({ search }: { search: ChatSearch }) {
  const navigate = useNavigate()
  const admin = useIsAdmin()
  const tab = search.tab ?? 'waiting'
  const go = (next: ChatSearch) => void navigate({ to: '/chats', search: next })
  const close = () => go({ tab })
  useShortcut('Escape', text.back, close, search.chat !== undefined)
  return (
    <div className="flex h-full min-h-0">
      <div className={`min-w-0 ${search.chat ? 'hidden lg:block' : 'grow lg:grow-0'} lg:w-96 lg:shrink-0`}>
        <Page
          title={text.title}
          actions={
            <>
              <Availability />
              <AlertsMenu />
              {admin && (
                <Link
                  to="/widgets"
                  aria-label={text.widgets}
                  title={text.widgets}
                  className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-soft hover:bg-hover hover:text-ink"
                >
                  <Settings2 aria-hidden className="size-4" />
                </Link>
              )}
            </>
          }
        >
          <Tabs label={text.title} tabs={tabs} value={tab} onChange={(id) => go({ tab: id as ChatTab })} className="grow pt-1">
            <ChatList tab={tab} openId={search.chat} />
          </Tabs>
        </Page>
      </div>
      <section aria-label={text.chosen} className={`min-w-0 grow basis-0 border-line bg-surface lg:border-l ${search.chat ? '' : 'hidden content-center lg:grid'}`}>
        {search.chat ? (
          <ChatView key={search.chat} id={search.chat} onClose={close} />
        ) : (
          <Empty icon={<MessagesSquare aria-hidden />} title={text.choose}>
            <p className="max-w-sm text-sm">{text.chooseAbout}</p>
          </Empty>
        )}
      </section>
    </div>
  )
}
