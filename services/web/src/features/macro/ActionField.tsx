import { FieldInput } from '~/features/field/FieldInput'
import { useFields } from '~/features/field/useFields'
import { fromPlain, toPlain } from '~/features/field/value'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { text } from './actionText'
import type { Said } from './macroForm'

interface Props {
  kinds: Kind[]
  action: Said & { case: 'setField' }
  onChange: (action: Said) => void
}

/** A custom field and what it becomes: nothing empties it. */
export function ActionField({ kinds, action, onChange }: Props) {
  const { key = '', value } = action.value
  const fields = useFields(CustomField_Target.ITEM).filter((field) => !field.retired && (field.kinds.length === 0 || field.kinds.some((kind) => kinds.includes(kind))))
  const chosen = fields.find((field) => field.key === key)
  return (
    <>
      <Field label={text.field}>
        <select required value={key} onChange={({ target }) => onChange({ case: 'setField', value: { key: target.value, value: fromPlain(undefined) } })} className={inputLook}>
          <option value="">{text.choose}</option>
          {fields.map((field) => (
            <option key={field.key} value={field.key}>
              {field.name}
            </option>
          ))}
        </select>
      </Field>
      {chosen && (
        <Field label={text.becomes} hint={text.becomesHint}>
          <FieldInput field={chosen} value={toPlain(value as Parameters<typeof toPlain>[0])} onChange={(plain) => onChange({ case: 'setField', value: { key, value: fromPlain(plain) } })} />
        </Field>
      )}
    </>
  )
}
