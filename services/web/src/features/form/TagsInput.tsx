import { useState } from 'react'
import { inputLook } from '~/ui/input'

interface Props {
  value: string[]
  onChange: (tags: string[]) => void
  /** From its field. */
  id?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
}

/** Tags in one line, separated by commas. */
export function TagsInput({ value, onChange, ...rest }: Props) {
  const [typed, setTyped] = useState(() => value.join(', '))
  return (
    <input
      {...rest}
      value={typed}
      onChange={({ target }) => {
        setTyped(target.value)
        const tags = target.value.split(',').map((tag) => tag.trim().toLowerCase())
        onChange([...new Set(tags)].filter(Boolean))
      }}
      className={inputLook}
    />
  )
}
