import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { inputLook } from '~/ui/input'
import { text } from './text'
import { useOfferedTypes } from './useStatuses'

interface Props {
  kind: Kind
  value: string
  onChange: (typeId: string) => void
  /** From its field. */
  id?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
}

/** A type of tickets or of tasks; empty: the usual one. */
export function TypeSelect({ kind, value, onChange, ...rest }: Props) {
  const types = useOfferedTypes(kind)
  return (
    <select {...rest} value={value} onChange={(event) => onChange(event.target.value)} className={inputLook}>
      <option value="">{text.usualType}</option>
      {types.map((type) => (
        <option key={type.id} value={type.id}>
          {type.name}
        </option>
      ))}
    </select>
  )
}
