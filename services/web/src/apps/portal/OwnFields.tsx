/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import { api } from '../api'
import type { FieldValue, Item } from './wire'

interface CustomField {
  key: string
  name: string
  type: string
  choices: { id: string; name: string }[]
}

let known: Promise<CustomField[]> | undefined

/** The custom fields that customers see; asked for once. */
function customFields(): Promise<CustomField[]> {
  known ??= api<{ customFields: CustomField[] }>('GET', '/v1/custom_fields?with_retired=true').then(({ customFields }) => customFields)
  return known
}

/** What is kept of a request besides, as far as its customer may see it. */
export function OwnFields({ item }: { item: Item }) {
  const [fields, setFields] = useState<CustomField[]>([])
  const values = item.fields ?? {}
  const some = Object.keys(values).length > 0
  useEffect(() => {
    if (some) customFields().then(setFields, () => setFields([]))
  }, [some])
  const shown = fields.filter(({ key }) => values[key] !== undefined)
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
  const name = (id: string) => field.choices.find((choice) => choice.id === id)?.name ?? id
  if (Array.isArray(value)) return value.map(name).join(', ')
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return value.toLocaleString()
  return name(value ?? '')
}
