import { Pencil } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { FieldInput } from '~/features/field/FieldInput'
import { type Plain, toPlain } from '~/features/field/value'
import type { CustomField } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { Pop } from '~/ui/Pop'
import { useFieldChange } from '../item/useFieldChange'
import { text } from './text'

/** Changes a custom field of an item in a list: Enter keeps, Escape forgets. */
export function CellEditor({ item, field }: { item: Item; field: CustomField }) {
  const [draft, setDraft] = useState<{ value: Plain }>()
  const change = useFieldChange(item)
  const value = toPlain(item.fields[field.key])
  const keep = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    setDraft(undefined)
    if (draft && JSON.stringify(draft.value) !== JSON.stringify(value)) change.mutate({ key: field.key, value: draft.value })
  }
  const label = text.changeCell(field.name, item.number)
  return (
    <Pop
      label={label}
      open={draft !== undefined}
      onOpenChange={(open) => setDraft(open ? { value } : undefined)}
      align="end"
      trigger={
        <IconButton
          label={label}
          className="pointer-events-auto size-7 bg-surface opacity-0 group-hover/row:opacity-100 focus-visible:opacity-100 aria-expanded:opacity-100"
        >
          <Pencil />
        </IconButton>
      }
    >
      <form onSubmit={keep} className="grid gap-2 overflow-y-auto p-3">
        <FieldInput autoFocus aria-label={field.name} field={field} value={draft?.value} onChange={(next) => setDraft({ value: next })} />
        <Button look="primary" type="submit" className="h-8 justify-self-end">
          {text.keep}
        </Button>
      </form>
    </Pop>
  )
}
