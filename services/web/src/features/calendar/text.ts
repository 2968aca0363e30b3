// The words of calendars.
const month = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' })
const whole = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const weekday = new Intl.DateTimeFormat('en', { weekday: 'short' })
const short = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' })
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hour12: false })

export const text = {
  earlier: 'Earlier',
  later: 'Later',
  today: 'Today',
  month: 'Month',
  week: 'Week',
  span: 'How much is shown',
  none: 'Nothing is planned or due in these days',
  due: 'Due',
  newOn: (what: string, day: Date) => `${what} on ${whole.format(day)}`,
  more: (count: number) => `${count} more`,
  loadMore: 'There is more in these days: show it',
  move: (title: string) => `Move ${title}`,
  dayEarlier: 'A day earlier',
  dayLater: 'A day later',
  weekEarlier: 'A week earlier',
  weekLater: 'A week later',
  moved: (title: string, day: Date) => `${title} begins on ${whole.format(day)}`,
  onlyPlanned: 'When it is due follows from its SLA; plan it to move it',
}

export const monthName = (date: Date) => month.format(date)
export const dayName = (date: Date) => whole.format(date)
export const weekdayName = (date: Date) => weekday.format(date)
export const weekName = (first: Date, last: Date) => short.formatRange(first, last)
export const hour = (date: Date) => clock.format(date)
