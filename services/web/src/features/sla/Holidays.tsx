import { Plus, X } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import type { BusinessCalendar } from '~/gen/tandem/directory/v1/business_calendars_service_pb'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { inputLook } from '~/ui/input'
import { HolidayFile } from './HolidayFile'
import { text } from './text'

export interface Holiday {
  /** `2026-12-25` */
  day: string
  name: string
}

interface Props {
  calendar: BusinessCalendar
  holidays: Holiday[]
  /** Something is not saved yet. */
  touched: boolean
  problem: string | undefined
  onChange: (holidays: Holiday[]) => void
}

const long = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/** The days without work: a list, one more by hand, or many from a file. */
export function Holidays({ calendar, holidays, touched, problem, onChange }: Props) {
  const [day, setDay] = useState('')
  const [name, setName] = useState('')
  const add = () => {
    if (!day) return
    const others = holidays.filter((each) => each.day !== day)
    onChange([...others, { day, name }].toSorted((a, b) => a.day.localeCompare(b.day)))
    setDay('')
    setName('')
  }
  // Enter adds the day; it does not save the calendar.
  const enter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    add()
  }
  return (
    <fieldset className="grid gap-2">
      <legend className="pb-1 text-sm font-medium">{text.holidays}</legend>
      {holidays.length === 0 && <p className="text-sm text-soft">{text.noHolidays}</p>}
      <ul aria-label={text.holidays} className="max-h-52 overflow-y-auto text-sm">
        {holidays.map((each) => (
          <li key={each.day} className="flex items-center gap-3 border-b border-line py-0.5">
            <span className="w-36 shrink-0">{long.format(new Date(each.day))}</span>
            <span className="grow wrap-anywhere text-soft">{each.name}</span>
            <IconButton label={text.removeHoliday(each.name || each.day)} onClick={() => onChange(holidays.filter((other) => other.day !== each.day))}>
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-end gap-2">
        <input type="date" aria-label={text.holiday} value={day} onChange={(event) => setDay(event.target.value)} onKeyDown={enter} className={inputLook} />
        <input
          aria-label={text.holidayName}
          placeholder={text.holidayName}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={enter}
          className={`${inputLook} min-w-32 grow`}
        />
        <Button disabled={!day} onClick={add}>
          <Plus aria-hidden />
          {text.addHoliday}
        </Button>
        <HolidayFile calendar={calendar} blocked={touched ? text.saveFirst : undefined} />
      </div>
      {problem && (
        <p role="alert" className="text-xs text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  )
}
