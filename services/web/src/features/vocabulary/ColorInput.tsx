interface Props {
  value: string
  onChange: (color: string) => void
  id?: string
  'aria-label'?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
}

/** A colour. */
export function ColorInput({ value, onChange, ...rest }: Props) {
  return (
    <input
      {...rest}
      type="color"
      value={value || '#64748b'}
      onChange={({ target }) => onChange(target.value)}
      className="h-8 w-14 cursor-pointer rounded-md border border-strong-line/60 bg-surface p-1"
    />
  )
}
