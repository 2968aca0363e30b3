import { create } from '@bufbuild/protobuf'
import { EditableField } from '~/features/field/EditableField'
import { Known } from '~/features/field/Known'
import { CustomFieldSchema, CustomField_Type as Type } from '~/gen/tandem/items/v1/custom_fields_service_pb'

interface Props {
  label: string
  value: string
  /** Undefined: it is read only. */
  onKeep: ((value: string) => void) | undefined
}

/** A text that is known of somebody, changed where it stands as custom fields are. */
export function KnownText({ label, value, onKeep }: Props) {
  return (
    <Known label={label}>
      {onKeep ? <EditableField field={create(CustomFieldSchema, { name: label, key: label, type: Type.TEXT })} value={value} onKeep={(next) => onKeep(String(next ?? ''))} /> : value || '–'}
    </Known>
  )
}
