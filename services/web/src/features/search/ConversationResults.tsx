import { SearchX } from 'lucide-react'
import { ConversationRow } from '~/features/messenger/ConversationRow'
import type { SectionName } from '~/features/messenger/search'
import { sections } from '~/features/messenger/text'
import { MessengerService } from '~/gen/tandem/conversations/v1/messenger_service_pb'
import { useRead } from '~/lib/query'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { text } from './text'

/** Conversations of the messenger in which the words were written. */
export function ConversationResults({ q }: { q: string }) {
  const method = MessengerService.method.listMessengerConversations
  const customers = useRead(method, { section: sections.customers, q, pageSize: 50 })
  const internal = useRead(method, { section: sections.internal, q, pageSize: 50 })
  const error = customers.error ?? internal.error
  const pending = customers.isPending || internal.isPending
  const found: { section: SectionName; data: typeof customers.data }[] = [
    { section: 'customers', data: customers.data },
    { section: 'internal', data: internal.data },
  ]
  const rows = found.flatMap(({ section, data }) => (data?.conversations ?? []).map((conversation) => ({ section, conversation })))
  return (
    <>
      {error && <Trouble error={error} onRetry={() => void Promise.all([customers.refetch(), internal.refetch()])} />}
      {pending && <Loading lines={6} />}
      {!pending && !error && rows.length === 0 && <Empty icon={<SearchX aria-hidden />} title={text.nothing} />}
      {rows.length > 0 && (
        <ul aria-label={text.conversations}>
          {rows.map(({ section, conversation }) => (
            <li key={conversation.id}>
              <ConversationRow conversation={conversation} search={{ section, q }} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
