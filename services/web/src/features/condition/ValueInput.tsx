import { PersonSelect } from '~/features/people/PersonSelect'
import { useTeams } from '~/features/people/usePeople'
import { inputLook } from '~/ui/input'
import { useStatusesOfKind, useTypes } from '../item/useStatuses'
import { ThingInput } from './ThingInput'
import type { ValueKind } from './fields'
import { type Subject, kindOf } from './subject'
import { text } from './text'
import { isThing } from './things'

interface Props {
  kind: ValueKind
  /** The values of a custom field, where they are a few. */
  own: Choice[] | undefined
  of: Subject
  value: string
  label: string
  wrong: boolean
  onChange: (value: string) => void
}

interface Choice {
  value: string
  label: string
  /** What else it may be written as. */
  also?: string[]
}

const whoever = [
  { value: '', label: text.choose },
  { value: 'me', label: text.me },
  { value: 'my_teams', label: text.myTeams },
]

/** The value of a row: one of a few, or what is typed. */
export function ValueInput({ kind, own, of, value, label, wrong, onChange }: Props) {
  const choices = useChoices(kind, of) ?? own
  if (isThing(kind)) return <ThingInput kind={kind} value={value} label={label} wrong={wrong} onChange={onChange} />
  if (kind === 'person') {
    return <PersonSelect aria-label={label} aria-invalid={wrong || undefined} first={whoever} value={value} onChange={onChange} />
  }
  const shared = { 'aria-label': label, 'aria-invalid': wrong || undefined, className: inputLook }
  if (!choices) {
    const hint = kind === 'time' ? text.timeHint : undefined
    return <input {...shared} value={value} placeholder={hint} onChange={(event) => onChange(event.target.value)} />
  }
  const same = (one: string) => one.toLowerCase() === value.toLowerCase()
  const chosen = choices.find((choice) => [choice.value, ...(choice.also ?? [])].some(same))
  return (
    <select {...shared} value={chosen?.value ?? value} onChange={(event) => onChange(event.target.value)}>
      {!chosen && <option value={value}>{value || text.choose}</option>}
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  )
}

function useChoices(kind: ValueKind, of: Subject): Choice[] | undefined {
  const statuses = useStatusesOfKind(kindOf(of))
  const types = useTypes().filter((type) => type.kind === kindOf(of))
  const teams = useTeams()
  switch (kind) {
    case 'status':
      return statuses.map(({ id, key, name }) => ({ value: key || id, label: name, also: [id, name] }))
    case 'type':
      return types.map(({ id, name }) => ({ value: id, label: name, also: [name] }))
    case 'stars':
      return ['0', '1', '2', '3', '4', '5'].map((stars) => ({ value: stars, label: stars === '1' ? '1 star' : `${stars} stars` }))
    case 'state':
      return words(['NOT_STARTED', 'IN_PROGRESS', 'FINISHED'])
    case 'source':
      return words(['MANUAL', 'EMAIL', 'CHAT', 'WEB_FORM', 'IMPORT', 'API', 'PORTAL'])
    case 'role':
      return words(['OWNER', 'ADMIN', 'AGENT'])
    case 'team':
      return [{ value: 'my_teams', label: text.myTeams }, ...teams.map(({ id, name }) => ({ value: id, label: name }))]
    case 'yesno':
      return [
        { value: 'true', label: text.yes },
        { value: 'false', label: text.no },
      ]
    default:
      return undefined
  }
}

function words(values: string[]): Choice[] {
  return values.map((value) => ({ value, label: value.charAt(0) + value.slice(1).toLowerCase().replaceAll('_', ' '), also: [`STATE_${value}`, `SOURCE_${value}`, `ROLE_${value}`] }))
}
