// Rules that are chosen by name, and the text that is sent.
export interface End {
  kind: 'never' | 'day' | 'count'
  day: string
  count: number
}

export const noEnd: End = { kind: 'never', day: '', count: 10 }

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** What can be chosen for something that begins then. */
export function choicesFor(start: string): { rule: string; label: string }[] {
  const date = new Date(`${start.slice(0, 10)}T12:00:00Z`)
  const day = Number.isNaN(date.getTime()) ? 1 : date.getUTCDay()
  const nth = Number.isNaN(date.getTime()) ? 1 : Math.ceil(date.getUTCDate() / 7)
  const which = ['first', 'second', 'third', 'fourth', 'fifth'][nth - 1]
  return [
    { rule: 'FREQ=DAILY', label: 'Every day' },
    { rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', label: 'Every workday' },
    { rule: 'FREQ=WEEKLY', label: `Every week on ${names[day]}` },
    { rule: 'FREQ=WEEKLY;INTERVAL=2', label: `Every 2 weeks on ${names[day]}` },
    { rule: 'FREQ=MONTHLY', label: 'Every month on that day' },
    { rule: `FREQ=MONTHLY;BYDAY=${nth}${weekdays[day]}`, label: `Every month on the ${which} ${names[day]}` },
    { rule: 'FREQ=MONTHLY;BYMONTHDAY=-1', label: 'Every month on its last day' },
    { rule: 'FREQ=MONTHLY;INTERVAL=3', label: 'Every 3 months on that day' },
    { rule: 'FREQ=YEARLY', label: 'Every year on that day' },
  ]
}

/** The whole rule. */
export function ruleOf(base: string, end: End): string {
  if (end.kind === 'count') return `${base};COUNT=${end.count}`
  if (end.kind === 'day' && end.day) return `${base};UNTIL=${end.day.replaceAll('-', '')}`
  return base
}

/** A rule taken apart: without its end, and the end. */
export function partsOf(rule: string): { base: string; end: End } {
  const parts = rule.split(';').filter(Boolean)
  const value = (name: string) => parts.find((part) => part.toUpperCase().startsWith(`${name}=`))?.slice(name.length + 1)
  const base = parts.filter((part) => !/^(COUNT|UNTIL)=/i.test(part)).join(';')
  const until = value('UNTIL')
  const count = Number(value('COUNT'))
  if (until) return { base, end: { ...noEnd, kind: 'day', day: `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}` } }
  return { base, end: count ? { ...noEnd, kind: 'count', count } : noEnd }
}

const two = (n: number) => String(n).padStart(2, '0')

/** Tomorrow at nine, as a box for times has it. */
export function tomorrow(now: number): string {
  const date = new Date(now + 86_400_000)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T09:00`
}

/** The parts of a list that was typed with commas. */
export const listed = (typed: string) => typed.split(',').map((one) => one.trim()).filter(Boolean)
