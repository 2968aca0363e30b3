import { X } from 'lucide-react'
import { IconButton } from '~/ui/IconButton'
import { inputLook } from '~/ui/input'
import { ValueInput } from './ValueInput'
import type { Row, Verb, Words } from './edit'
import { fieldOf, verbLabel } from './fields'
import type { Subject } from './subject'
import { text } from './text'
import { useConditionFields } from './useConditionFields'

interface Props {
  of: Subject
  part: Row | Words
  problem: string | undefined
  onChange: (part: Row | Words) => void
  onRemove: () => void
}

const look = `${inputLook} min-w-0`

/** One condition: a field, what is said of it, and a value; or words to search for. */
export function RowEditor({ of, part, problem, onChange, onRemove }: Props) {
  return (
    <li className="grid gap-1">
      <div className="grid grid-cols-[minmax(0,1fr)_2rem] items-start gap-1">
        <div className="grid gap-1 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.4fr)]">
          {part.is === 'row' ? <FieldRow of={of} row={part} wrong={problem !== undefined} onChange={onChange} /> : <WordsRow words={part} onChange={onChange} />}
        </div>
        <IconButton label={text.remove} onClick={onRemove}>
          <X />
        </IconButton>
      </div>
      {problem && (
        <p role="alert" className="text-xs text-danger">
          {problem}
        </p>
      )}
    </li>
  )
}

function FieldRow({ of, row, wrong, onChange }: { of: Subject; row: Row; wrong: boolean; onChange: (row: Row) => void }) {
  const fields = useConditionFields(of)
  const { kind, verbs, choices } = fieldOf(fields, row.field)
  const names = fields[row.field] ? Object.keys(fields) : [row.field, ...Object.keys(fields)]
  const offered = verbs.includes(row.verb) ? verbs : [row.verb, ...verbs]
  const rename = (field: string) => {
    const next = fieldOf(fields, field)
    onChange({ ...row, field, verb: next.verbs.includes(row.verb) ? row.verb : next.verbs[0]!, value: next.kind === kind && kind !== 'choice' ? row.value : '', quoted: false })
  }
  return (
    <>
      <select aria-label={text.field} value={row.field} onChange={(event) => rename(event.target.value)} className={look}>
        {names.map((name) => (
          <option key={name} value={name}>
            {fieldOf(fields, name).label}
          </option>
        ))}
      </select>
      <select aria-label={text.verb} value={row.verb} onChange={(event) => onChange({ ...row, verb: event.target.value as Verb })} className={look}>
        {offered.map((verb) => (
          <option key={verb} value={verb}>
            {verbLabel(verb, kind)}
          </option>
        ))}
      </select>
      {row.verb !== 'set' && row.verb !== 'unset' && (
        <ValueInput kind={kind} own={choices} of={of} label={text.value} value={row.value} wrong={wrong} onChange={(value) => onChange({ ...row, value, quoted: false })} />
      )}
    </>
  )
}

function WordsRow({ words, onChange }: { words: Words; onChange: (words: Words) => void }) {
  return (
    <>
      <select
        aria-label={text.verb}
        value={String(words.negated)}
        onChange={(event) => onChange({ ...words, negated: event.target.value === 'true' })}
        className={`${look} sm:col-span-2`}
      >
        <option value="false">{text.hasWords}</option>
        <option value="true">{text.hasNotWords}</option>
      </select>
      <input aria-label={text.words} value={words.words} onChange={(event) => onChange({ ...words, words: event.target.value })} className={look} />
    </>
  )
}
