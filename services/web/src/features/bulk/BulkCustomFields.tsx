import { X } from 'lucide-react'
import { FieldInput } from '~/features/field/FieldInput'
import { useFields } from '~/features/field/useFields'
import type { PlainValues } from '~/features/field/value'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { Field } from '~/ui/Field'
import { IconButton } from '~/ui/IconButton'
import { Pick } from './Pick'
import { text } from './text'

interface Props {
  kind: Kind
  values: PlainValues
  onChange: (values: PlainValues) => void
}

/** Custom fields that many items get: those that are chosen, each with its value; an empty one is emptied. */
export function BulkCustomFields({ kind, values, onChange }: Props) {
  const fields = useFields(CustomField_Target.ITEM).filter(({ kinds }) => kinds.length === 0 || kinds.includes(kind))
  const chosen = fields.filter(({ key }) => key in values)
  const others = fields.filter(({ key }) => !(key in values))
  const without = (key: string) => Object.fromEntries(Object.entries(values).filter(([other]) => other !== key))
  return (
    <>
      {chosen.map((field) => (
        <div key={field.id} className="grid grid-cols-[minmax(0,1fr)_2rem] items-start gap-1">
          <Field label={field.name} hint={text.emptyEmpties}>
            <FieldInput field={field} value={values[field.key]} onChange={(value) => onChange({ ...values, [field.key]: value })} />
          </Field>
          <IconButton label={text.leave(field.name)} className="mt-6" onClick={() => onChange(without(field.key))}>
            <X />
          </IconButton>
        </div>
      ))}
      {others.length > 0 && (
        <Pick
          label={text.customField}
          value=""
          options={others.map(({ key, name }) => ({ value: key, label: name }))}
          onChange={(key) => onChange({ ...values, [key]: undefined })}
        />
      )}
    </>
  )
}
