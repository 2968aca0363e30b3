import { Trash2 } from 'lucide-react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { PersonName } from '~/features/people/PersonName'
import { type TimeEntry, TimeEntriesService } from '~/gen/tandem/timesheets/v1/time_entries_service_pb'
import { useCommand } from '~/lib/query'
import { useIsAdmin, useMe } from '~/lib/session'
import { seconds, spell } from '~/lib/time'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { IconButton } from '~/ui/IconButton'
import { complain } from '~/ui/Toast'
import { text } from './text'

/** One stretch of work. */
export function EntryRow({ entry }: { entry: TimeEntry }) {
  const me = useMe()
  const admin = useIsAdmin()
  const remove = useCommand(TimeEntriesService.method.deleteTimeEntry)
  return (
    <li className="flex min-h-10 items-center gap-2 border-b border-line text-sm">
      <PersonAvatar id={entry.userId} />
      <span className="min-w-0 grow truncate" title={entry.notes}>
        <PersonName id={entry.userId} /> <span className="text-soft">{entry.notes}</span>
      </span>
      {!entry.billable && <Badge>{text.notBillable}</Badge>}
      <span className="font-medium tabular-nums">{spell(seconds(entry.duration))}</span>
      <Ago time={entry.startTime} className="text-right sm:w-20 text-xs text-soft" />
      {entry.userId === me.id || admin ? (
        <IconButton label={text.remove} aria-busy={remove.isPending} onClick={() => remove.mutate({ id: entry.id }, { onError: complain })}>
          <Trash2 />
        </IconButton>
      ) : (
        <span className="size-8" />
      )}
    </li>
  )
}
