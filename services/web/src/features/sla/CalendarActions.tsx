import { Star, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { type BusinessCalendar, BusinessCalendarsService } from '~/gen/tandem/directory/v1/business_calendars_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { Button } from '~/ui/Button'
import { Confirm } from '~/ui/Confirm'
import { tell } from '~/ui/Toast'
import { text } from './text'

/** Making a calendar the default one, and removing it. */
export function CalendarActions({ calendar, onGone }: { calendar: BusinessCalendar; onGone: () => void }) {
  const admin = useIsAdmin()
  const [asking, setAsking] = useState(false)
  const update = useCommand(BusinessCalendarsService.method.updateBusinessCalendar)
  const remove = useCommand(BusinessCalendarsService.method.deleteBusinessCalendar)
  const error = update.error ?? remove.error
  const becomeDefault = () =>
    update.mutate(
      { businessCalendar: { id: calendar.id, revision: calendar.revision, default: true }, updateMask: { paths: ['default'] } },
      { onSuccess: () => tell(text.saved) },
    )
  const gone = () => {
    tell(text.removed(calendar.name))
    onGone()
  }
  const forbidden = admin ? undefined : text.adminsOnly
  return (
    <div className="flex flex-wrap gap-2">
      {!calendar.default && (
        <Button look="ghost" busy={update.isPending} disabledReason={forbidden} onClick={becomeDefault}>
          <Star aria-hidden />
          {text.makeDefault}
        </Button>
      )}
      <Button look="ghost" disabledReason={forbidden ?? (calendar.default ? text.isDefault : undefined)} onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
        {text.remove}
      </Button>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {problemOf(error).message}
        </p>
      )}
      {asking && (
        <Confirm
          danger
          title={`${text.remove}: ${calendar.name}`}
          action={text.remove}
          busy={remove.isPending}
          onConfirm={() => remove.mutate({ id: calendar.id }, { onSuccess: gone })}
          onClose={() => setAsking(false)}
        >
          {text.removeCalendarAbout}
        </Confirm>
      )}
    </div>
  )
}
