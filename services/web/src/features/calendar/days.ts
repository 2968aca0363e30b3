// The days that a calendar shows, and on which of them an item is. Pure, by the clock on the wall.
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { dayOf } from '~/lib/time'

export type Span = 'month' | 'week'

/** The same hour some days later. */
export function later(date: Date, days: number): Date {
  const next = new Date(date)
  next.setDate(next.getDate() + days)
  return next
}

/** The day that a text names, or the given one. */
export function dayFrom(text: string | undefined, today: Date): Date {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? '') ?? []
  const date = year ? new Date(Number(year), Number(month) - 1, Number(day)) : new Date(today.getFullYear(), today.getMonth(), today.getDate())
  return Number.isNaN(date.getTime()) ? today : date
}

function monday(date: Date): Date {
  return later(date, -((date.getDay() + 6) % 7))
}

/** The days of a week, or of the weeks that a month is in. Weeks begin on Monday. */
export function daysOf(date: Date, span: Span): Date[] {
  const first = monday(span === 'week' ? date : new Date(date.getFullYear(), date.getMonth(), 1))
  const end = span === 'week' ? later(first, 7) : later(monday(new Date(date.getFullYear(), date.getMonth() + 1, 0)), 7)
  const days: Date[] = []
  for (let day = first; day < end; day = later(day, 1)) days.push(day)
  return days
}

/** The same day of the month or the week before or after. A month that is shorter ends earlier. */
export function step(date: Date, span: Span, by: 1 | -1): Date {
  if (span === 'week') return later(date, 7 * by)
  const last = new Date(date.getFullYear(), date.getMonth() + by + 1, 0)
  return new Date(last.getFullYear(), last.getMonth(), Math.min(date.getDate(), last.getDate()))
}

/** AIP-160 text for what is planned or due between two days. */
export function filterOf(from: Date, until: Date): string {
  const [a, b] = [from.toISOString(), until.toISOString()]
  const on = (field: string) => `(${field} >= "${a}" AND ${field} < "${b}")`
  return `((planned_start < "${a}" AND planned_finish >= "${b}") OR ${on('planned_start')} OR ${on('planned_finish')} OR ${on('due_time')})`
}

/** When its first clock that runs runs out. */
export function dueOf(item: Item): Date | undefined {
  const running = item.slaClocks.flatMap(({ dueTime, metTime }) => (dueTime && !metTime ? [timestampDate(dueTime)] : []))
  return running.toSorted((one, other) => one.getTime() - other.getTime())[0]
}

/** When it begins or is due, for an order. */
export function timeOf(item: Item): number {
  const planned = item.plannedStart ?? item.plannedFinish
  return (planned ? timestampDate(planned) : dueOf(item))?.getTime() ?? 0
}

/** The days that an item is on, as texts: those from its start to its finish, or the one on which it is due. */
export function daysOn(item: Item, shown: Date[]): string[] {
  const planned = item.plannedStart ?? item.plannedFinish
  const start = planned ? timestampDate(planned) : dueOf(item)
  if (!start) return []
  const finish = item.plannedFinish ? timestampDate(item.plannedFinish) : start
  const [first, last] = [dayOf(start), dayOf(finish)]
  return shown.map(dayOf).filter((day) => day >= first && day <= last)
}

/** Its planned times, some days later. */
export function moved(item: Item, days: number): Pick<Item, 'plannedStart' | 'plannedFinish'> {
  const shift = (time: Item['plannedStart']) => time && timestampFromDate(later(timestampDate(time), days))
  const [plannedStart, plannedFinish] = [shift(item.plannedStart), shift(item.plannedFinish)]
  return { ...(plannedStart ? { plannedStart } : {}), ...(plannedFinish ? { plannedFinish } : {}) }
}

function noon(day: string): number {
  return new Date(`${day}T12:00:00`).getTime()
}

/** How many days there are from one to another, both as texts. */
export function between(from: string, to: string): number {
  return Math.round((noon(to) - noon(from)) / 86_400_000)
}
