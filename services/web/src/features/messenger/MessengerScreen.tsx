import { useNavigate } from '@tanstack/react-router'
import { MessagesSquare, SquarePen } from 'lucide-react'
import { useState } from 'react'
import { useShortcut } from '~/lib/keys'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Page } from '~/ui/Page'
import { ConversationList } from './ConversationList'
import { ConversationPane } from './ConversationPane'
import { NewConversation } from './NewConversation'
import { SectionTabs } from './SectionTabs'
import { SettingsMenu } from './SettingsMenu'
import type { MessengerSearch } from './search'
import { text } from './text'

/** All conversations: the list at the left, the open one at the right; on a phone one at a time. */
export function MessengerScreen({ search }: { search: MessengerSearch }) {
  const navigate = useNavigate()
  const [beginning, setBeginning] = useState(false)
  const section = search.section ?? 'customers'
  const close = () => {
    const { conversation: _closed, ...rest } = search
    void navigate({ to: '/messages', search: rest })
  }
  useShortcut('Escape', text.back, close, search.conversation !== undefined)
  useShortcut('new-conversation', text.newConversation, () => setBeginning(true))
  return (
    <div className="flex h-full min-h-0">
      <div className={`min-w-0 grow md:max-w-[23rem] md:basis-[38%] ${search.conversation ? 'hidden md:block' : ''}`}>
        <Page
          title={text.title}
          actions={
            <>
              <SettingsMenu />
              <Button look="primary" aria-label={text.newConversation} title={text.newConversation} className="w-8 px-0!" onClick={() => setBeginning(true)}>
                <SquarePen aria-hidden />
              </Button>
            </>
          }
        >
          <SectionTabs section={section} />
          <ConversationList section={section} search={search} />
        </Page>
      </div>
      {search.conversation ? (
        <ConversationPane key={search.conversation} id={search.conversation} onClose={close} />
      ) : (
        <div className="hidden min-w-0 grow basis-0 content-center border-l border-line bg-surface md:grid">
          <Empty icon={<MessagesSquare aria-hidden />} title={text.pick}>
            <p className="text-sm">{text.pickAbout}</p>
            <Button className="mt-2" onClick={() => setBeginning(true)}>
              <SquarePen aria-hidden className="size-4!" />
              {text.newConversation}
            </Button>
          </Empty>
        </div>
      )}
      {beginning && <NewConversation onClose={() => setBeginning(false)} />}
    </div>
  )
}
