import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { RecurrencesService } from '~/gen/tandem/items/v1/recurrences_service_pb'
import { problemOf } from '~/lib/error'
import { read } from '~/lib/query'
import { text } from './text'

interface Props {
  when: { rrule: string; start: string; timeZone: string; excluded: string[] }
}

const day = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' })

/** A rule in words, and when it is due next. */
export function RulePreview({ when }: Props) {
  const asked = useDeferredValue(when)
  const { data, error } = useQuery({ ...read(RecurrencesService.method.previewRecurrence, { ...asked, limit: 10 }), enabled: asked.start !== '', placeholderData: keepPreviousData, retry: false })
  const wrong = error ? problemOf(error) : undefined
  return (
    <section aria-label={text.preview} className="grid gap-1 rounded-md bg-hover px-3 py-2 text-sm">
      {wrong && (
        <p role="alert" className="text-danger">
          {wrong.fields.map(({ problem }) => problem).join('. ') || wrong.message}
        </p>
      )}
      {!wrong && data && (
        <>
          <p className="font-medium">{data.sentence}</p>
          {data.problem && <p className="text-danger">{data.problem}</p>}
          <ol className="grid gap-x-4 sm:grid-cols-2">
            {data.localTimes.map((time) => (
              <li key={time} className="tabular-nums">
                {day.format(new Date(`${time}Z`))}
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}
