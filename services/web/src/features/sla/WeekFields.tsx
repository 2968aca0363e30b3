import { Plus, X } from 'lucide-react'
import { IconButton } from '~/ui/IconButton'
import { inputLook } from '~/ui/input'
import { days, text } from './text'
import { type Hours, type Week, nextHours } from './week'

interface Props {
  week: Week
  problem: string | undefined
  onChange: (week: Week) => void
}

/** The hours of every day of a week; a day may have several, or none. */
export function WeekFields({ week, problem, onChange }: Props) {
  const set = (day: number, hours: Hours[]) => onChange(week.map((each, index) => (index === day ? hours : each)))
  return (
    <fieldset className="grid gap-1.5">
      <legend className="pb-1 text-sm font-medium">{text.week}</legend>
      {days.map((name, day) => (
        <Day key={name} name={name} hours={week[day] ?? []} onChange={(hours) => set(day, hours)} />
      ))}
      {problem && (
        <p role="alert" className="text-xs text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  )
}

function Day({ name, hours, onChange }: { name: string; hours: Hours[]; onChange: (hours: Hours[]) => void }) {
  const set = (index: number, change: Partial<Hours>) => onChange(hours.map((each, at) => (at === index ? { ...each, ...change } : each)))
  return (
    <div role="group" aria-label={name} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <span className="w-24">{name}</span>
      {hours.length === 0 && <span className="text-soft">{text.closed}</span>}
      {hours.map((each, index) => (
        <span key={each.key} className="flex items-center gap-1">
          <input type="time" required aria-label={text.from(name)} value={each.from} onChange={(event) => set(index, { from: event.target.value })} className={inputLook} />
          –
          <input type="time" required aria-label={text.to(name)} value={each.to} onChange={(event) => set(index, { to: event.target.value })} className={inputLook} />
          <IconButton label={text.removeSpan(name, `${each.from}–${each.to}`)} onClick={() => onChange(hours.filter((_, at) => at !== index))}>
            <X />
          </IconButton>
        </span>
      ))}
      <IconButton label={text.addSpan(name)} onClick={() => onChange([...hours, nextHours(hours)])}>
        <Plus />
      </IconButton>
    </div>
  )
}
