import { PersonAvatar } from '~/features/people/PersonAvatar'
import { PersonName } from '~/features/people/PersonName'
import { TimeEntriesService } from '~/gen/tandem/timesheets/v1/time_entries_service_pb'
import { TimersService } from '~/gen/tandem/timesheets/v1/timers_service_pb'
import { usePages, useRead } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { EntryRow } from './EntryRow'
import { NewEntry } from './NewEntry'
import { Ticking } from './Ticking'
import { text } from './text'

/** Time spent on an item: what runs, what was logged, and a line to log more. */
export function TimeTab({ itemId }: { itemId: string }) {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage } = usePages(TimeEntriesService.method.listTimeEntries, {
    itemId,
    pageSize: 50,
  })
  const running = useRead(TimersService.method.listTimers, { itemId }).data?.timers ?? []
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  if (isPending) return <Loading />
  const entries = data.pages.flatMap((page) => page.timeEntries)
  return (
    <div className="grid content-start gap-3 p-4">
      <NewEntry itemId={itemId} />
      {running.map((timer) => (
        <p key={timer.id} className="flex items-center gap-2 text-sm text-good">
          <PersonAvatar id={timer.userId} />
          <span className="grow">
            <PersonName id={timer.userId} /> {text.worksNow}
          </span>
          <Ticking timer={timer} />
        </p>
      ))}
      {entries.length === 0 && running.length === 0 && <Empty title={text.none} />}
      <ul className="grid">
        {entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} />
        ))}
      </ul>
      {hasNextPage && (
        <Button look="ghost" className="justify-self-start" onClick={() => void fetchNextPage()}>
          {text.loadMore}
        </Button>
      )}
    </div>
  )
}
