// The times that are offered for sending later.
export interface SendTime {
  label: string
  at: Date
}

const morning = 9
const afternoon = 14
const evening = 18

/** At most four, soonest first, each at least half an hour ahead: today, tomorrow, next Monday. */
export function sendTimes(now: Date): SendTime[] {
  const day = (ahead: number, hour: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + ahead, hour)
  const soonest = now.getTime() + 30 * 60_000
  const today = [
    { label: 'This morning', at: day(0, morning) },
    { label: 'This afternoon', at: day(0, afternoon) },
    { label: 'This evening', at: day(0, evening) },
  ]
  const tomorrow = [
    { label: 'Tomorrow morning', at: day(1, morning) },
    { label: 'Tomorrow afternoon', at: day(1, afternoon) },
  ]
  const toMonday = (8 - now.getDay()) % 7 || 7
  const monday = toMonday === 1 ? [] : [{ label: 'Monday morning', at: day(toMonday, morning) }]
  const still = today.filter(({ at }) => at.getTime() >= soonest).slice(0, 2)
  return [...still, ...tomorrow.slice(0, still.length > 1 ? 1 : 2), ...monday]
}

/** "2026-11-27T09:00", as a field for date and time takes it. */
export function fieldTime(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}

const today = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const thisWeek = new Intl.DateTimeFormat('en', { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const later = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const weekMs = 6 * 24 * 3600 * 1000

/** "14:00", "Mon 09:00", "Fri, 4 Dec, 09:00". */
export function shortTime(time: Date, now: Date): string {
  if (time.toDateString() === now.toDateString()) return today.format(time)
  return (time.getTime() - now.getTime() < weekMs ? thisWeek : later).format(time)
}
