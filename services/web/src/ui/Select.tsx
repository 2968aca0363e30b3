import { inputLook } from './input'

interface Props {
  options: { value: number; label: string }[]
  value: number
  onChange: (value: number) => void
  disabled?: boolean
  'aria-label'?: string
  /** From its field. */
  id?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
}

/** One of a few values. */
export function Select({ options, value, onChange, ...rest }: Props) {
  return (
    <select {...rest} value={value} onChange={(event) => onChange(Number(event.target.value))} className={`${inputLook} disabled:opacity-70`}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
