import type { KeyboardEvent } from 'react'
import { type CustomField, CustomField_Type } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { inputLook, textareaLook } from '~/ui/input'
import { ChoiceBoxes } from './ChoiceBoxes'
import { text } from './text'
import type { Plain } from './value'

interface Props {
  field: CustomField
  value: Plain
  onChange: (value: Plain) => void
  autoFocus?: boolean | undefined
  /** From its field. */
  id?: string
  'aria-label'?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
  onKeyDown?: (event: KeyboardEvent) => void
}

const types: Partial<Record<CustomField_Type, string>> = {
  [CustomField_Type.DATE]: 'date',
  [CustomField_Type.LINK]: 'url',
}

/** The box in which a value of a custom field is given. */
export function FieldInput({ field, value, onChange, ...rest }: Props) {
  const plain = typeof value === 'string' ? value : ''
  switch (field.type) {
    case CustomField_Type.MULTI_CHOICE:
      return <ChoiceBoxes {...rest} field={field} value={Array.isArray(value) ? value : []} onChange={onChange} />
    case CustomField_Type.CHECKBOX:
      return (
        <select
          {...rest}
          value={typeof value === 'boolean' ? String(value) : ''}
          onChange={({ target }) => onChange(target.value ? target.value === 'true' : undefined)}
          className={inputLook}
        >
          <option value="">{text.nothing}</option>
          <option value="true">{text.yes}</option>
          <option value="false">{text.no}</option>
        </select>
      )
    case CustomField_Type.CHOICE:
      return (
        <select {...rest} value={plain} onChange={({ target }) => onChange(target.value)} className={inputLook}>
          <option value="">{text.nothing}</option>
          {field.choices
            .filter((choice) => !choice.retired || choice.id === value)
            .map((choice) => (
              <option key={choice.id} value={choice.id}>
                {choice.name}
              </option>
            ))}
        </select>
      )
    case CustomField_Type.MULTILINE_TEXT:
      return (
        <textarea {...rest} maxLength={10_000} value={plain} onChange={({ target }) => onChange(target.value)} className={textareaLook} />
      )
    case CustomField_Type.NUMBER:
    case CustomField_Type.COST:
      return (
        <input
          {...rest}
          inputMode="decimal"
          value={typeof value === 'number' ? String(value) : plain}
          onChange={({ target }) => onChange(target.value.replace(',', '.'))}
          className={inputLook}
        />
      )
    default:
      return (
        <input
          {...rest}
          type={types[field.type] ?? 'text'}
          maxLength={field.type === CustomField_Type.TEXT ? 250 : undefined}
          placeholder={field.type === CustomField_Type.LINK ? 'https://' : undefined}
          value={plain}
          onChange={({ target }) => onChange(target.value)}
          className={inputLook}
        />
      )
  }
}
