// Times and durations in words, and the clock that screens share.
import { type Duration, type Timestamp, timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import { useSyncExternalStore } from 'react'

const minute = 60
const hour = 60 * minute
const day = 24 * hour

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * day],
  ['month', 30 * day],
  ['day', day],
  ['hour', hour],
  ['minute', minute],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' })
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** "3 hr. ago", "in 2 days", "now". */
export function ago(time: Timestamp | undefined, now: number): string {
  if (!time) return ''
  const seconds = (timestampDate(time).getTime() - now) / 1000
  const unit = units.find(([, size]) => Math.abs(seconds) >= size)
  return unit ? relative.format(Math.trunc(seconds / unit[1]), unit[0]) : 'now'
}

/** "21 Nov 2026, 14:05". */
export function at(time: Timestamp | undefined): string {
  return time ? exact.format(timestampDate(time)) : ''
}

/** What an input of date and time holds: "2026-11-27T09:00", of the clock on the wall. */
export function toInput(time: Timestamp | undefined): string {
  if (!time) return ''
  const date = timestampDate(time)
  return `${dayOf(date)}T${two(date.getHours())}:${two(date.getMinutes())}`
}

/** The time that such an input says; undefined where it is empty. */
export function fromInput(text: string): Timestamp | undefined {
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : timestampFromDate(date)
}

/** "2026-11-27", of the clock on the wall. */
export function dayOf(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** Milliseconds since 1970; 0 where absent. */
export function millis(time: Timestamp | undefined): number {
  return time ? timestampDate(time).getTime() : 0
}

/** "1h 05m", "12m", "40s". */
export function spell(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < minute) return `${whole}s`
  const hours = Math.floor(whole / hour)
  const minutes = Math.floor((whole % hour) / minute)
  return hours ? `${hours}h ${String(minutes).padStart(2, '0')}m` : `${minutes}m`
}

export function seconds(duration: Duration | undefined): number {
  return Number(duration?.seconds ?? 0n)
}

/** "1:02:03" for a running timer. */
export function ticking(total: number): string {
  const whole = Math.max(0, Math.floor(total))
  const hours = Math.floor(whole / hour)
  const rest = `${two(Math.floor((whole % hour) / minute))}:${two(whole % minute)}`
  return hours ? `${hours}:${rest}` : rest
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** Seconds of "1h 30m", "1:30", "90" (minutes) or "1.5h"; undefined where it is none of them. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase()
  const clock = /^(\d{1,2}):([0-5]\d)$/.exec(trimmed)
  if (clock) return Number(clock[1]) * hour + Number(clock[2]) * minute
  if (/^\d{1,4}$/.test(trimmed)) return Number(trimmed) * minute
  const words = /^(?:(\d+(?:\.\d+)?)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?$/.exec(trimmed)
  if (!words || (!words[1] && !words[2])) return undefined
  return Math.round(Number(words[1] ?? 0) * hour + Number(words[2] ?? 0) * minute)
}

/** The time now, renewed every second or every half minute: one timer for all who ask. */
export function useNow(every: 'second' | 'half-minute'): number {
  const clock = every === 'second' ? secondClock : slowClock
  return useSyncExternalStore(clock.subscribe, clock.now)
}

function clock(everyMs: number) {
  const listeners = new Set<() => void>()
  let current = Date.now()
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => {
    current = Date.now()
    for (const listener of listeners) listener()
  }
  return {
    now: () => current,
    subscribe: (listener: () => void) => {
      if (listeners.size === 0) {
        current = Date.now()
        timer = setInterval(tick, everyMs)
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) clearInterval(timer)
      }
    },
  }
}

const secondClock = clock(1000)
const slowClock = clock(30_000)

/** When a day such as `2026-11-27` begins here, or one that comes so many days later: days are not all of 24 hours. */
export function beginOf(date: string, daysLater = 0): Date {
  const begin = new Date(`${date}T00:00`)
  begin.setDate(begin.getDate() + daysLater)
  return begin
}
