import { useNavigate } from '@tanstack/react-router'
import { MessagesSquare } from 'lucide-react'
import { useRef } from 'react'
import { type Conversation } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { MessengerService, MessengerSettings_Scope as Scope } from '~/gen/tandem/conversations/v1/messenger_service_pb'
import { useShortcut } from '~/lib/keys'
import { usePages, useRead } from '~/lib/query'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { type VirtualHandle, VirtualList } from '~/ui/VirtualList'
import { ConversationRow } from './ConversationRow'
import { ListBar } from './ListBar'
import type { MessengerSearch, SectionName } from './search'
import { scopes, sections, text } from './text'

const none: Conversation[] = []

/** The conversations of a section, those with the newest messages first. */
export function ConversationList({ section, search }: { section: SectionName; search: MessengerSearch }) {
  const navigate = useNavigate()
  const handle = useRef<VirtualHandle>(null)
  const { closed = false, q = '' } = search
  const list = usePages(MessengerService.method.listMessengerConversations, { section: sections[section], closed, q, pageSize: 50 })
  const settings = useRead(MessengerService.method.getMessengerSettings, {}).data
  const conversations = list.data?.pages.flatMap((page) => page.conversations) ?? none
  const narrow = section === 'customers' && settings !== undefined && settings.fromCustomers > Scope.ALL

  const go = (next: MessengerSearch) => void navigate({ to: '/messages', search: next, replace: true })
  const step = (by: number) => {
    const at = conversations.findIndex(({ id }) => id === search.conversation)
    const next = conversations[at < 0 ? 0 : at + by]
    if (!next) return
    handle.current?.show(conversations.indexOf(next))
    go({ ...search, conversation: next.id })
  }
  useShortcut('j', text.next, () => step(1))
  useShortcut('k', text.previous, () => step(-1))
  const { q: _q, ...unsearched } = search
  const { closed: _closed, ...unclosed } = search
  return (
    <div className="flex min-h-0 grow flex-col">
      <ListBar
        key={section}
        q={q}
        closed={closed}
        onSearch={(words) => go(words ? { ...search, q: words } : unsearched)}
        onClosed={(next) => go(next ? { ...search, closed: true } : unclosed)}
      />
      {narrow && <p className="shrink-0 border-b border-line px-4 py-1 text-xs text-soft">{text.onlyShown(scopes.find(({ scope }) => scope === settings.fromCustomers)?.label ?? '')}</p>}
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={8} />}
      {list.data && conversations.length === 0 && (
        <Empty icon={<MessagesSquare aria-hidden />} title={nothing(section, closed, q)}>
          {(narrow || !(closed || q)) && <p className="text-sm">{narrow ? text.noneNarrow : text.noneAbout[section]}</p>}
        </Empty>
      )}
      {conversations.length > 0 && (
        <VirtualList
          label={text.conversations}
          rows={conversations}
          keyOf={({ id }) => id}
          rowHeight={78}
          handle={handle}
          onNearEnd={() => list.hasNextPage && !list.isFetching && void list.fetchNextPage()}
        >
          {(conversation) => <ConversationRow conversation={conversation} search={search} />}
        </VirtualList>
      )}
    </div>
  )
}

function nothing(section: SectionName, closed: boolean, q: string): string {
  if (q) return text.noneFound(q)
  return closed ? text.noneClosed : text.none[section]
}
