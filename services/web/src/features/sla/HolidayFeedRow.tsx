import { RefreshCw, X } from 'lucide-react'
import { useState } from 'react'
import { type HolidayFeed, HolidayFeedsService } from '~/gen/tandem/directory/v1/holiday_feeds_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { Confirm } from '~/ui/Confirm'
import { IconButton } from '~/ui/IconButton'
import { tell } from '~/ui/Toast'
import { text } from './text'

/** One feed: how it is, fetching it now, and ending it. */
export function HolidayFeedRow({ feed }: { feed: HolidayFeed }) {
  const [asking, setAsking] = useState(false)
  const fetch = useCommand(HolidayFeedsService.method.fetchHolidayFeed)
  const remove = useCommand(HolidayFeedsService.method.deleteHolidayFeed)
  const error = fetch.error ?? remove.error
  const problem = error ? problemOf(error).message : feed.problem
  return (
    <li className="flex items-start gap-2 border-b border-line py-1">
      <div className="grid min-w-0 grow">
        <span className="wrap-anywhere">{feed.url}</span>
        <span className="text-soft">
          {feed.fetchTime ? (
            <>
              {text.feedDays(feed.dayCount)} · {text.fetched} <Ago time={feed.fetchTime} />
            </>
          ) : (
            text.notFetched
          )}
        </span>
        {problem && <span className="wrap-anywhere text-danger">{problem}</span>}
      </div>
      <IconButton label={text.fetchNow(feed.url)} onClick={() => fetch.mutate({ id: feed.id }, { onSuccess: () => tell(text.fetchSoon) })}>
        <RefreshCw />
      </IconButton>
      <IconButton label={text.unsubscribe(feed.url)} onClick={() => setAsking(true)}>
        <X />
      </IconButton>
      {asking && (
        <Confirm
          danger
          title={text.unsubscribeTitle}
          action={text.remove}
          busy={remove.isPending}
          onConfirm={() => remove.mutate({ id: feed.id }, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          {text.unsubscribeAbout}
        </Confirm>
      )}
    </li>
  )
}
