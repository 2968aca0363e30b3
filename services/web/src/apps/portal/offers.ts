// What a customer may ask for, and what they are asked for then.
import { api } from '../api'
import type { FormField } from '../form/CustomInput'

interface ItemType {
  id: string
  name: string
  default?: boolean
  hidden?: boolean
}

interface ItemForm {
  typeId: string
  offered?: boolean
  fields?: { field: string; required: string }[]
}

interface CustomField extends Omit<FormField, 'choices'> {
  choices?: { id: string; name: string; retired?: boolean }[]
}

/** One thing that is asked for: the message, the priority, or a custom field. */
export interface Asked {
  field: string
  required: boolean
  own?: FormField
}

export interface Offer {
  typeId: string
  name: string
  asked: Asked[]
}

/** The types that customers may choose, the default one first. */
export async function offers(): Promise<Offer[]> {
  const [{ itemTypes }, { itemForms }, { customFields }] = await Promise.all([
    api<{ itemTypes?: ItemType[] }>('GET', '/v1/item_types?kind=KIND_TICKET'),
    api<{ itemForms?: ItemForm[] }>('GET', '/v1/item_forms'),
    api<{ customFields?: CustomField[] }>('GET', '/v1/custom_fields'),
  ])
  const all = (itemTypes ?? []).flatMap((type) => {
    const form = itemForms?.find(({ typeId, offered }) => typeId === type.id && (type.default || (offered && !type.hidden)))
    return form ? [{ type, form }] : []
  })
  const first = all.toSorted((a, b) => Number(b.type.default ?? false) - Number(a.type.default ?? false))
  return first.map(({ type, form }) => ({ typeId: type.id, name: type.name, asked: (form.fields ?? []).flatMap((one) => asked(one, customFields ?? [])) }))
}

function asked({ field, required }: { field: string; required: string }, custom: CustomField[]): Asked[] {
  const must = required === 'REQUIRED_TO_CREATE'
  if (!field.startsWith('fields.')) return [{ field, required: must }]
  const own = custom.find(({ key }) => `fields.${key}` === field)
  if (!own) return []
  const choices = (own.choices ?? []).filter(({ retired }) => !retired)
  return [{ field, required: must, own: { ...own, help: own.help ?? '', required: must, choices } }]
}
