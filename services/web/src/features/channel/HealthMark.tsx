import { useBadChannels } from './useBadChannels'
import { text } from './text'

/** How many channels do not work; nothing where all do. */
export function HealthMark() {
  const bad = useBadChannels().length
  if (bad === 0) return null
  return (
    <span title={text.health.count(bad)} className="inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-danger-soft px-1 text-[0.6875rem] leading-none font-semibold text-danger">
      {bad}
    </span>
  )
}
