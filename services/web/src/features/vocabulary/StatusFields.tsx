import type { State } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type Problem, fieldProblem } from '~/lib/error'
import { Field } from '~/ui/Field'
import { Select } from '~/ui/Select'
import { inputLook } from '~/ui/input'
import { ColorInput } from './ColorInput'
import { states } from './text'

export interface StatusValues {
  name: string
  state: State
  color: string
}

interface Props {
  values: StatusValues
  problem: Problem | undefined
  words: { name: string; state: string; stateHint: string; color: string }
  onChange: (some: Partial<StatusValues>) => void
}

/** What every status has, of items or of projects: its name, the state it stands for, its colour. */
export function StatusFields({ values, problem, words, onChange }: Props) {
  return (
    <>
      <Field label={words.name} problem={fieldProblem(problem, 'name')}>
        <input autoFocus required maxLength={100} value={values.name} onChange={({ target }) => onChange({ name: target.value })} className={inputLook} />
      </Field>
      <Field label={words.state} hint={words.stateHint} problem={fieldProblem(problem, 'state')}>
        <Select options={states} value={values.state} onChange={(state) => onChange({ state })} />
      </Field>
      <Field label={words.color} problem={fieldProblem(problem, 'color')}>
        <ColorInput value={values.color} onChange={(color) => onChange({ color })} />
      </Field>
    </>
  )
}
