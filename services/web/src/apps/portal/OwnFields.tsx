/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import { api } from '../api'
import type { FieldValue, Item } from './wire'

interface CustomField {
  key: string
  name: string
  type: string
  choices?: { id: string; name: string }[]
}

interface Known {
  fields: CustomField[]
  /** The keys of each type's form, in order. */
  orders: Map<string, string[]>
}

let known: Promise<Known> | undefined

/** The custom fields that customers see, and the forms that ask for them; asked for once. */
function customFields(): Promise<Known> {
  known ??= Promise.all([
    api<{ customFields?: CustomField[] }>('GET', '/v1/custom_fields?with_retired=true'),
    api<{ itemForms?: { typeId: string; fields?: { field: string }[] }[] }>('GET', '/v1/item_forms'),
  ]).then(([{ customFields: fields = [] }, { itemForms = [] }]) => ({
    fields,
    orders: new Map(itemForms.map((form) => [form.typeId, (form.fields ?? []).map(({ field }) => field.replace('fields.', ''))])),
  }))
  return known
}

/** Those of the form first, in its order. */
function ordered({ fields, orders }: Known, typeId: string): CustomField[] {
  const order = orders.get(typeId) ?? []
  const place = ({ key }: CustomField) => (order.includes(key) ? order.indexOf(key) : order.length)
  return fields.toSorted((a, b) => place(a) - place(b))
}

/** What is kept of a request besides, as far as its customer may see it. */
export function OwnFields({ item }: { item: Item }) {
  const [all, setAll] = useState<Known>()
  const values = item.fields ?? {}
  const some = Object.keys(values).length > 0
  useEffect(() => {
    if (some) customFields().then(setAll, () => setAll(undefined))
  }, [some])
  const shown = (all ? ordered(all, item.typeId ?? '') : []).filter(({ key }) => values[key] !== undefined)
  if (shown.length === 0) return null
  return (
    <dl aria-label="Details" class="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 pb-4 text-sm">
      {shown.map((field) => (
        <div key={field.key} class="contents">
          <dt class="text-soft">{field.name}</dt>
          <dd class="wrap-anywhere whitespace-pre-line">{said(field, values[field.key])}</dd>
        </div>
      ))}
    </dl>
  )
}

function said(field: CustomField, value: FieldValue | undefined): string {
  const name = (id: string) => field.choices?.find((choice) => choice.id === id)?.name ?? id
  if (Array.isArray(value)) return value.map(name).join(', ')
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return value.toLocaleString()
  return name(value ?? '')
}
