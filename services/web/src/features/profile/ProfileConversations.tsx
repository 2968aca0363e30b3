import { MessagesSquare } from 'lucide-react'
import { ConversationRow } from '~/features/messenger/ConversationRow'
import { sections } from '~/features/messenger/text'
import { MessengerService, MessengerSettings_Scope as Scope } from '~/gen/tandem/conversations/v1/messenger_service_pb'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { usePages, useRead } from '~/lib/query'
import { Chips } from '~/ui/Chips'
import { Empty } from '~/ui/Empty'
import { Rows } from './Rows'
import type { ProfileSearch } from './search'
import { text } from './text'

interface Props {
  /** `cus_…` or `org_…` */
  id: string
  /** Whose items. */
  filter: string
  search: ProfileSearch
  onChange: (search: ProfileSearch) => void
}

/** As many as may be asked about at once, besides themselves. */
const most = 99

const states: { id: 'open' | 'closed'; label: string }[] = [
  { id: 'open', label: text.open },
  { id: 'closed', label: text.closed },
]

/** The conversations with a customer or an organization, and those about their items. */
export function ProfileConversations({ id, filter, search, onChange }: Props) {
  const closed = search.closed ?? false
  const items = useRead(ItemsService.method.listItems, { filter, pageSize: most, orderBy: 'update_time desc' })
  const subjects = [id, ...(items.data?.items ?? []).map((item) => item.id)]
  const asked = { section: sections.customers, scope: Scope.ALL, closed, subjects, pageSize: 50 }
  const list = usePages(MessengerService.method.listMessengerConversations, asked, items.data !== undefined)
  const conversations = list.data?.pages.flatMap((page) => page.conversations) ?? []
  return (
    <>
      <div className="flex flex-wrap items-center border-b border-line pr-4">
        <Chips label={text.conversationState} chips={states} value={closed ? 'closed' : 'open'} onChange={(one) => onChange({ closed: one === 'closed' ? true : undefined })} />
        {items.data?.nextPageToken && <p className="text-xs text-soft">{text.ofNewest(most)}</p>}
      </div>
      <Rows
        label={text.conversations}
        list={list}
        empty={<Empty icon={<MessagesSquare aria-hidden />} title={text.noConversations} />}
        error={items.error ?? list.error}
        onRetry={() => void Promise.all([items.refetch(), list.refetch()])}
      >
        {conversations.map((conversation) => (
          <li key={conversation.id}>
            <ConversationRow conversation={conversation} search={{ section: 'customers', ...(closed ? { closed } : {}) }} />
          </li>
        ))}
      </Rows>
    </>
  )
}
