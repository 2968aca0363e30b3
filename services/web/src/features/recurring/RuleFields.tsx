import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { type End, choicesFor } from './rule'
import { text } from './text'

interface Rule {
  start: string
  timeZone: string
  excluded: string
  base: string
  end: End
}

interface Props {
  rule: Rule
  onChange: (rule: Rule) => void
}

/** When something begins, how it repeats, and when it ends. */
export function RuleFields({ rule, onChange }: Props) {
  const set = (change: Partial<Rule>) => onChange({ ...rule, ...change })
  const choices = choicesFor(rule.start)
  const { end } = rule
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={text.start}>
          <input type="datetime-local" required value={rule.start} onChange={(event) => set({ start: event.target.value })} className={inputLook} />
        </Field>
        <Field label={text.zone} hint={text.zoneHint}>
          <input value={rule.timeZone} placeholder="Europe/Madrid" onChange={(event) => set({ timeZone: event.target.value })} className={inputLook} />
        </Field>
        <Field label={text.repeats}>
          <select value={choices.some((choice) => choice.rule === rule.base) ? rule.base : ''} onChange={(event) => event.target.value && set({ base: event.target.value })} className={inputLook}>
            <option value="">{text.rule}</option>
            {choices.map((choice) => (
              <option key={choice.rule} value={choice.rule}>
                {choice.label}
              </option>
            ))}
          </select>
        </Field>
        <Field label={text.rule} hint={text.ruleHint}>
          <input value={rule.base} spellCheck={false} onChange={(event) => set({ base: event.target.value })} className={`${inputLook} font-mono`} />
        </Field>
        <Field label={text.ends}>
          <select value={end.kind} onChange={(event) => set({ end: { ...end, kind: event.target.value as End['kind'] } })} className={inputLook}>
            <option value="never">{text.never}</option>
            <option value="day">{text.onDay}</option>
            <option value="count">{text.afterCount}</option>
          </select>
        </Field>
        {end.kind === 'day' && (
          <Field label={text.lastDay}>
            <input type="date" required value={end.day} onChange={(event) => set({ end: { ...end, day: event.target.value } })} className={inputLook} />
          </Field>
        )}
        {end.kind === 'count' && (
          <Field label={text.times}>
            <input type="number" min={1} max={10_000} required value={end.count} onChange={(event) => set({ end: { ...end, count: Number(event.target.value) } })} className={inputLook} />
          </Field>
        )}
      </div>
      <Field label={text.excluded} hint={text.excludedHint}>
        <input value={rule.excluded} onChange={(event) => set({ excluded: event.target.value })} className={inputLook} />
      </Field>
    </>
  )
}
