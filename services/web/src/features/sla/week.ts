// Hours of a week as a form has them, and as the contract has them. Pure.
import type { BusinessCalendar_Span as Span } from '~/gen/tandem/directory/v1/business_calendars_service_pb'

/** Hours of one day as inputs of type `time` have them; `00:00` at the end is midnight. */
export interface Hours {
  /** Its own among those of the day. */
  key: number
  from: string
  to: string
}

/** Seven lists, Monday first. */
export type Week = Hours[][]

function clock(minute: number): string {
  const whole = minute % 1440
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`
}

function minute(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

export function weekOf(spans: Pick<Span, 'weekday' | 'startMinute' | 'endMinute'>[]): Week {
  return Array.from({ length: 7 }, (_, day) =>
    spans.filter((span) => span.weekday === day + 1).map((span, key) => ({ key, from: clock(span.startMinute), to: clock(span.endMinute) })),
  )
}

export function spansOf(week: Week): Pick<Span, 'weekday' | 'startMinute' | 'endMinute'>[] {
  return week.flatMap((day, index) =>
    day.map(({ from, to }) => ({ weekday: index + 1, startMinute: minute(from), endMinute: minute(to) || 1440 })),
  )
}

/** The hours that a day gets when more are added: those after its last, else the usual ones. */
export function nextHours(day: Hours[]): Hours {
  const last = day.at(-1)
  if (!last) return { key: 0, from: '09:00', to: '17:00' }
  const from = Math.min((minute(last.to) || 1440) + 60, 1380)
  return { key: last.key + 1, from: clock(from), to: clock(Math.min(from + 240, 1440)) }
}
