// The custom fields of the account: few, read whole, seldom changed.
import {
  type CustomField,
  CustomField_Target,
  CustomFieldsService,
} from '~/gen/tandem/items/v1/custom_fields_service_pb'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useRead } from '~/lib/query'

const none: CustomField[] = []

/** Every field that is used, in order. */
export function useFields(target: CustomField_Target): CustomField[] {
  const { data } = useRead(CustomFieldsService.method.listCustomFields, {})
  return data?.customFields.filter((field) => field.target === target) ?? none
}

/** Those that items of a kind and type have. */
export function useItemFields(kind: Kind, typeId: string): CustomField[] {
  return useFields(CustomField_Target.ITEM).filter((field) => isOf(field, kind, typeId))
}

/** Whether items of a kind and type have a field. */
export function isOf({ kinds, typeIds }: CustomField, kind: Kind, typeId: string): boolean {
  return (kinds.length === 0 || kinds.includes(kind)) && (typeIds.length === 0 || typeIds.includes(typeId))
}
