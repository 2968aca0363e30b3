import { MessagesSquare } from 'lucide-react'
import { useRef } from 'react'
import { ConversationRow } from '~/features/messenger/ConversationRow'
import { sections } from '~/features/messenger/text'
import { MessengerService, MessengerSettings_Scope as Scope } from '~/gen/tandem/conversations/v1/messenger_service_pb'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { usePages, useRead } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Chips } from '~/ui/Chips'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import type { ProfileSearch } from './search'
import { text } from './text'
import { useRowSteps } from './useRowSteps'

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
  const rows = useRef<HTMLUListElement>(null)
  useRowSteps(rows)
  const error = items.error ?? list.error
  return (
    <>
      <div className="flex flex-wrap items-center border-b border-line pr-4">
        <Chips label={text.conversationState} chips={states} value={closed ? 'closed' : 'open'} onChange={(one) => onChange({ closed: one === 'closed' ? true : undefined })} />
        {items.data?.nextPageToken && <p className="text-xs text-soft">{text.ofNewest(most)}</p>}
      </div>
      {error && <Trouble error={error} onRetry={() => void Promise.all([items.refetch(), list.refetch()])} />}
      {list.isPending && !error && <Loading lines={4} />}
      {list.data && conversations.length === 0 && <Empty icon={<MessagesSquare aria-hidden />} title={text.noConversations} />}
      <ul ref={rows} aria-label={text.conversations}>
        {conversations.map((conversation) => (
          <li key={conversation.id}>
            <ConversationRow conversation={conversation} search={{ section: 'customers', ...(closed ? { closed } : {}) }} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="ghost" className="m-2 self-start" onClick={() => void list.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </>
  )
}
