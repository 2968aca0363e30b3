import { Plus } from 'lucide-react'
import { useState } from 'react'
import { type BusinessCalendar, BusinessCalendarsService } from '~/gen/tandem/directory/v1/business_calendars_service_pb'
import { useRead } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { Badge } from '~/ui/Badge'
import { Button } from '~/ui/Button'
import { Dialog } from '~/ui/Dialog'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { CalendarForm } from './CalendarForm'
import { days, text } from './text'
import { weekOf } from './week'

/** Every calendar with its hours, and the one that is changed. */
export function BusinessHours() {
  const [changing, setChanging] = useState<string>()
  const admin = useIsAdmin()
  const list = useRead(BusinessCalendarsService.method.listBusinessCalendars, {})
  const calendar = list.data?.businessCalendars.find((each) => each.id === changing)
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <p className="max-w-prose text-sm text-soft">{text.calendarsAbout}</p>
        <Button look="primary" disabledReason={admin ? undefined : text.adminsOnly} onClick={() => setChanging('new')}>
          <Plus aria-hidden />
          {text.newCalendar}
        </Button>
      </div>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={3} />}
      <ul aria-label={text.calendars} className="border-t border-line">
        {list.data?.businessCalendars.map((each) => (
          <li key={each.id} className="border-b border-line">
            <button type="button" onClick={() => setChanging(each.id)} className="grid w-full gap-0.5 px-4 py-2.5 text-left hover:bg-hover">
              <span className="flex items-center gap-2 font-medium">
                {each.name}
                {each.default && <Badge tone="accent">{text.defaultMark}</Badge>}
              </span>
              <span className="text-sm text-soft">{summary(each)}</span>
            </button>
          </li>
        ))}
      </ul>
      {changing && (calendar || changing === 'new') && (
        <Dialog wide open title={calendar ? text.editPolicy(calendar.name) : text.newCalendar} onClose={() => setChanging(undefined)}>
          {/* What the server answers is what is changed next: after a save it is another form. */}
          <CalendarForm key={String(calendar?.revision)} calendar={calendar} onDone={() => setChanging(undefined)} />
        </Dialog>
      )}
    </>
  )
}

/** "Monday to Friday · Europe/Berlin · 12 holidays". */
function summary(calendar: BusinessCalendar): string {
  const open = weekOf(calendar.spans).flatMap((day, index) => (day.length ? [index] : []))
  const [first, last] = [open[0] ?? 0, open.at(-1) ?? 0]
  const through = last - first + 1 === open.length && open.length > 2
  const names = through ? `${days[first] ?? ''} to ${days[last] ?? ''}` : open.map((day) => days[day]).join(', ')
  return [names || text.closed, calendar.timeZone, `${calendar.holidays.length} ${text.holidays.toLowerCase()}`].join(' · ')
}
