import { useState } from 'react'
import { type BusinessCalendar, BusinessCalendarsService } from '~/gen/tandem/directory/v1/business_calendars_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { useIsAdmin } from '~/lib/session'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { CalendarActions } from './CalendarActions'
import { HolidayFeeds } from './HolidayFeeds'
import { Holidays, type Holiday } from './Holidays'
import { WeekFields } from './WeekFields'
import { text } from './text'
import { type Week, spansOf, weekOf } from './week'

interface Props {
  /** Undefined: a new one. */
  calendar: BusinessCalendar | undefined
  onDone: () => void
}

const zones = Intl.supportedValuesOf('timeZone')
const paths = ['name', 'time_zone', 'spans', 'holidays', 'holiday_names']
const office = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, startMinute: 540, endMinute: 1020 }))

function holidaysOf(calendar: BusinessCalendar | undefined): Holiday[] {
  return (calendar?.holidays ?? []).map((day) => ({ day, name: calendar?.holidayNames[day] ?? '' }))
}

/** Name, zone, week and holidays. */
export function CalendarForm({ calendar, onDone }: Props) {
  const [requestId] = useRequestId()
  const admin = useIsAdmin()
  const [name, setName] = useState(calendar?.name ?? '')
  const [timeZone, setTimeZone] = useState(calendar?.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [week, setWeek] = useState<Week>(() => weekOf(calendar?.spans ?? office))
  const [holidays, setHolidays] = useState(() => holidaysOf(calendar))
  const [touched, setTouched] = useState(false)
  const create = useCommand(BusinessCalendarsService.method.createBusinessCalendar)
  const update = useCommand(BusinessCalendarsService.method.updateBusinessCalendar)
  const error = create.error ?? update.error
  const problem = error ? problemOf(error) : undefined
  const save = () => {
    if (create.isPending || update.isPending) return
    const days = holidays.map(({ day }) => day)
    const holidayNames = Object.fromEntries(holidays.map(({ day, name: called }) => [day, called]))
    const values = { name, timeZone, spans: spansOf(week) as BusinessCalendar['spans'], holidays: days }
    const onSuccess = () => {
      tell(calendar ? `${text.saved}. ${text.openItems}` : text.created(name))
      onDone()
    }
    if (!calendar) create.mutate({ ...values, requestId }, { onSuccess })
    else {
      const businessCalendar = { id: calendar.id, revision: calendar.revision, ...values, holidayNames }
      update.mutate({ businessCalendar, updateMask: { paths } }, { onSuccess })
    }
  }
  const change = <T,>(set: (value: T) => void) => (value: T) => {
    setTouched(true)
    set(value)
  }
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus={!calendar} required maxLength={200} value={name} onChange={(event) => change(setName)(event.target.value)} className={inputLook} />
        </Field>
        <Field label={text.timeZone} problem={fieldProblem(problem, 'time_zone')}>
          <select value={timeZone} onChange={(event) => change(setTimeZone)(event.target.value)} className={inputLook}>
            {[...new Set([timeZone, ...zones])].map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
        </Field>
      </div>
      <WeekFields week={week} problem={fieldProblem(problem, 'spans')} onChange={change(setWeek)} />
      {calendar && (
        <Holidays calendar={calendar} holidays={holidays} touched={touched} problem={fieldProblem(problem, 'holidays')} onChange={change(setHolidays)} />
      )}
      {calendar && admin && <HolidayFeeds calendar={calendar} blocked={touched ? text.saveFirst : undefined} />}
      {calendar && <CalendarActions calendar={calendar} onGone={onDone} />}
      <FormEnd
        problem={problem?.reason === 'STALE' ? { ...problem, message: text.stale } : problem}
        busy={create.isPending || update.isPending}
        disabledReason={admin ? undefined : text.adminsOnly}
        submit={calendar ? text.save : text.create}
        cancel={text.cancel}
        onCancel={onDone}
      />
    </form>
  )
}
