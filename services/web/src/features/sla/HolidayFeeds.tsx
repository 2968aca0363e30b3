import { Rss } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import type { BusinessCalendar } from '~/gen/tandem/directory/v1/business_calendars_service_pb'
import { HolidayFeedsService } from '~/gen/tandem/directory/v1/holiday_feeds_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand, useRead } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Button } from '~/ui/Button'
import { Trouble } from '~/ui/Trouble'
import { inputLook } from '~/ui/input'
import { HolidayFeedRow } from './HolidayFeedRow'
import { text } from './text'

interface Props {
  calendar: BusinessCalendar
  /** Why not now. */
  blocked: string | undefined
}

/** Calendars on the web whose days are holidays here, for administrators. */
export function HolidayFeeds({ calendar, blocked }: Props) {
  const [url, setUrl] = useState('')
  const [requestId, renew] = useRequestId()
  const list = useRead(HolidayFeedsService.method.listHolidayFeeds, { businessCalendarId: calendar.id })
  const create = useCommand(HolidayFeedsService.method.createHolidayFeed)
  const problem = create.error ? problemOf(create.error) : undefined
  const onSuccess = () => {
    setUrl('')
    renew()
  }
  const subscribe = () => {
    if (!url.trim() || create.isPending || blocked) return
    create.mutate({ businessCalendarId: calendar.id, url, requestId }, { onSuccess })
  }
  // Enter subscribes; it does not save the calendar.
  const enter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    subscribe()
  }
  const feeds = list.data?.holidayFeeds ?? []
  return (
    <fieldset className="grid gap-2">
      <legend className="pb-1 text-sm font-medium">{text.feeds}</legend>
      <p className="text-sm text-soft">{text.feedsAbout}</p>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {feeds.length > 0 && (
        <ul aria-label={text.feeds} className="text-sm">
          {feeds.map((feed) => (
            <HolidayFeedRow key={feed.id} feed={feed} />
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-end gap-2">
        <input
          type="url"
          aria-label={text.feedUrl}
          placeholder="https://example.com/holidays.ics"
          maxLength={2000}
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          onKeyDown={enter}
          className={`${inputLook} min-w-48 grow`}
        />
        <Button busy={create.isPending} disabled={!url.trim()} disabledReason={blocked} onClick={subscribe}>
          <Rss aria-hidden />
          {text.subscribe}
        </Button>
      </div>
      {problem && (
        <p role="alert" className="text-xs text-danger">
          {problem.fields[0]?.problem ?? problem.message}
        </p>
      )}
    </fieldset>
  )
}
