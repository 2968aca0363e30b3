// What conditions can ask about: what everybody keeps, and the custom fields of items.
import { useFields } from '~/features/field/useFields'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { type FieldDefinition, fields, ofCustom } from './fields'

export function useConditionFields(): Record<string, FieldDefinition> {
  const custom = useFields(CustomField_Target.ITEM).map((field) => [`fields.${field.key}`, ofCustom(field)] as const)
  return { ...fields, ...Object.fromEntries(custom) }
}
