// By what lists can be grouped: what everybody keeps, and custom fields of few values.
import { useFields } from '~/features/field/useFields'
import { CustomField_Target, CustomField_Type } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { groupings } from './text'

const few = new Set([CustomField_Type.CHOICE, CustomField_Type.MULTI_CHOICE, CustomField_Type.CHECKBOX])

export function useGroupings(): { value: string; label: string }[] {
  const fields = useFields(CustomField_Target.ITEM).filter((field) => few.has(field.type))
  return [...groupings, ...fields.map(({ key, name }) => ({ value: `fields.${key}`, label: name }))]
}
