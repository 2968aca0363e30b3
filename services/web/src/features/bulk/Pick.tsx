import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { text } from './text'

interface Props {
  label: string
  /** Empty: as it is. */
  value: string
  options: { value: string; label: string }[]
  onChange: (value: string) => void
}

/** One of a few values, or as it is. */
export function Pick({ label, value, options, onChange }: Props) {
  return (
    <Field label={label}>
      <select value={value} onChange={(event) => onChange(event.target.value)} className={inputLook}>
        <option value="">{text.asIs}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  )
}
