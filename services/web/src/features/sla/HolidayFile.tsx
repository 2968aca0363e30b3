import { FileUp } from 'lucide-react'
import { useRef, useState } from 'react'
import { type BusinessCalendar, BusinessCalendarsService } from '~/gen/tandem/directory/v1/business_calendars_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { Button } from '~/ui/Button'
import { Confirm } from '~/ui/Confirm'
import { tell } from '~/ui/Toast'
import { icalText } from './icalText'
import { text } from './text'

interface Props {
  calendar: BusinessCalendar
  /** Why not now. */
  blocked: string | undefined
}

const mostBytes = 1024 * 1024

/** Holidays from an `.ics` file: what would be added is shown before it is. */
export function HolidayFile({ calendar, blocked }: Props) {
  const admin = useIsAdmin()
  const input = useRef<HTMLInputElement>(null)
  const [found, setFound] = useState<{ ical: string; added: string[]; problems: string[]; names: Record<string, string> }>()
  const [wrong, setWrong] = useState<string>()
  const look = useCommand(BusinessCalendarsService.method.importHolidays)
  const add = useCommand(BusinessCalendarsService.method.importHolidays)
  const read = async (file: File | undefined) => {
    setWrong(undefined)
    if (!file) return
    if (file.size > mostBytes) {
      setWrong(text.fileTooLarge)
      return
    }
    const ical = icalText(new Uint8Array(await file.arrayBuffer()))
    look.mutate(
      { id: calendar.id, ical, dryRun: true },
      {
        onSuccess: ({ added, problems, businessCalendar }) => setFound({ ical, added, problems, names: businessCalendar?.holidayNames ?? {} }),
        onError: (error) => setWrong(problemOf(error).fields[0]?.problem ?? problemOf(error).message),
      },
    )
  }
  const confirm = () => {
    if (!found?.added.length) {
      setFound(undefined)
      return
    }
    const onSuccess = () => {
      tell(text.fileFound(found.added.length))
      setFound(undefined)
    }
    add.mutate({ id: calendar.id, ical: found.ical }, { onSuccess, onError: (error) => setWrong(problemOf(error).message) })
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".ics,text/calendar"
        aria-label={text.fromFile}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          void read(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      <Button busy={look.isPending} disabledReason={admin ? blocked : text.adminsOnly} onClick={() => input.current?.click()}>
        <FileUp aria-hidden />
        {text.fromFile}
      </Button>
      {wrong && (
        <p role="alert" className="w-full text-xs text-danger">
          {wrong}
        </p>
      )}
      {found && (
        <Confirm
          title={found.added.length ? text.fileFound(found.added.length) : text.holidays}
          action={found.added.length ? text.addFound : 'OK'}
          busy={add.isPending}
          onConfirm={confirm}
          onClose={() => setFound(undefined)}
        >
          {found.added.length === 0 && text.fileNothing}
          {found.problems.length > 0 && (
            <p className="text-sm text-danger">
              {text.fileProblems} {found.problems.join('; ')}
            </p>
          )}
          <ul className="max-h-64 overflow-y-auto text-sm">
            {found.added.map((day) => (
              <li key={day}>
                {day} <span className="text-soft">{found.names[day]}</span>
              </li>
            ))}
          </ul>
        </Confirm>
      )}
    </>
  )
}
