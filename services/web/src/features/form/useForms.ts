// The forms of types: few, read whole, seldom changed.
import {
  type ItemForm,
  ItemForm_Audience as Audience,
  type ItemForm_Field as Asked,
  ItemForm_Field_Required as Required,
  ItemFormsService,
} from '~/gen/tandem/items/v1/item_forms_service_pb'
import { useRead } from '~/lib/query'

export { type Asked, Audience, Required }

const none: Asked[] = []

/** Every form of every type in use. */
export function useForms(): ItemForm[] | undefined {
  return useRead(ItemFormsService.method.listItemForms, {}).data?.itemForms
}

/** What users are asked for of a type, and whether somebody changed that. */
export function useAgentForm(typeId: string): { asked: Asked[]; changed: boolean } {
  const form = useForms()?.find((one) => one.typeId === typeId && one.audience === Audience.AGENT)
  return { asked: form?.fields ?? none, changed: form ? !form.default : false }
}
