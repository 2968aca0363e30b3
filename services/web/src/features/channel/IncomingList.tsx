import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { MailOpen } from 'lucide-react'
import { InboundService } from '~/gen/tandem/conversations/v1/inbound_service_pb'
import { readPages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Chips } from '~/ui/Chips'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { IncomingRow } from './IncomingRow'
import { type OutcomeFilter, outcomeFilters } from './outcomes'
import { text } from './text'

const chips = Object.entries(outcomeFilters).map(([id, { label }]) => ({ id: id as OutcomeFilter, label }))

/** What a machine wrote, and opens nothing, announces nothing: it is looked for. */
const everyMs = 5000

/** The mails that came in, what became of each, and what can be done about it. */
export function IncomingList({ outcome = 'all' }: { outcome?: OutcomeFilter | undefined }) {
  const navigate = useNavigate()
  const input = { pageSize: 50, outcomes: outcomeFilters[outcome].outcomes }
  const list = useInfiniteQuery({ ...readPages(InboundService.method.listInboundMails, input), refetchInterval: everyMs })
  const mails = list.data?.pages.flatMap((page) => page.inboundMails) ?? []
  return (
    <>
      <Chips
        label={text.incoming.filter}
        chips={chips}
        value={outcome}
        onChange={(next) => void navigate({ to: '/channels', search: { tab: 'incoming', ...(next !== 'all' && { outcome: next }) } })}
      />
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={6} />}
      {list.data && mails.length === 0 && (
        <Empty icon={<MailOpen aria-hidden />} title={outcome === 'all' ? text.incoming.none : text.incoming.noneOf}>
          {outcome === 'aside' && <p className="max-w-md text-sm">{text.incoming.asideAbout}</p>}
        </Empty>
      )}
      {mails.length > 0 && (
        <ul aria-label={text.incoming.title} className="border-t border-line">
          {mails.map((mail) => (
            <IncomingRow key={mail.id} mail={mail} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button look="ghost" className="m-4" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </>
  )
}
