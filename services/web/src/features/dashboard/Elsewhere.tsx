// Numbers that other services count.
import { Link } from '@tanstack/react-router'
import { useCounts } from '~/features/messenger/useCounts'
import type { Widget } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { TimeEntriesService } from '~/gen/tandem/timesheets/v1/time_entries_service_pb'
import { useRead } from '~/lib/query'
import { Trouble } from '~/ui/Trouble'
import { NumberText } from './NumberLink'
import { text } from './text'

/** Conversations with something unread. */
export function Unread() {
  const counts = useCounts()
  return (
    <Link to="/messages" className="block hover:bg-hover">
      <NumberText value={counts.all.toLocaleString()} about={text.unreadOf} />
    </Link>
  )
}

/** The time that the user logged lately. */
export function TimeLogged({ widget }: { widget: Widget }) {
  const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const { data, error, refetch } = useRead(TimeEntriesService.method.summarizeTimeEntries, { days: widget.days, timeZone })
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  const sum = (of: 'logged' | 'billable') => (data?.days ?? []).reduce((all, day) => all + Number(day[of]?.seconds ?? 0n), 0)
  return (
    <div className="pb-3">
      <NumberText value={data ? hours(sum('logged')) : '–'} about={text.logged(widget.days)} />
      <p className="-mt-2 px-4 text-sm text-soft">{text.billable(hours(sum('billable')))}</p>
    </div>
  )
}

function hours(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} h`
}
