// When a meeting is, in words.
const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const
const hours = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const dayMs = 24 * 3600 * 1000

/** "Fri, Nov 27, 2026, 10:00 – 11:00"; of a whole day without hours, its end being the day after the last. */
export function meetingTime(start: Date, end: Date | undefined, allDay: boolean): string {
  if (allDay) {
    const format = new Intl.DateTimeFormat('en', { ...day, timeZone: 'UTC' })
    const last = end && end.getTime() - start.getTime() > dayMs ? new Date(end.getTime() - dayMs) : start
    return format.formatRange(start, last)
  }
  const format = new Intl.DateTimeFormat('en', { ...day, ...hours })
  return end ? format.formatRange(start, end) : format.format(start)
}
