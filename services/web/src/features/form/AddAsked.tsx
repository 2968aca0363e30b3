import { create } from '@bufbuild/protobuf'
import { Plus } from 'lucide-react'
import type { CustomField } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { type ItemForm, ItemForm_FieldSchema } from '~/gen/tandem/items/v1/item_forms_service_pb'
import { Button } from '~/ui/Button'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { admin, mostFields, propertiesOf } from './adminText'
import { labelOf } from './text'
import { type Asked, Required } from './useForms'

interface Props {
  form: ItemForm
  custom: CustomField[]
  /** Why nothing may be changed. */
  reason: string | undefined
  onAdd: (fields: Asked[]) => void
}

/** What is not on a form yet, to be put at its end. */
export function AddAsked({ form, custom, reason, onAdd }: Props) {
  const all = [...propertiesOf(form.audience), ...custom.map(({ key }) => `fields.${key}`)]
  const others = all.filter((field) => !form.fields.some((asked) => asked.field === field))
  const full = form.fields.length >= mostFields ? admin.full : undefined
  const off = reason ?? full ?? (others.length === 0 ? admin.allThere : undefined)
  const button = (
    <Button look="primary" disabledReason={off}>
      <Plus aria-hidden />
      {admin.add}
    </Button>
  )
  if (off) return button
  return (
    <Menu trigger={button}>
      {others.map((field) => (
        <MenuItem key={field} onSelect={() => onAdd([...form.fields, create(ItemForm_FieldSchema, { field, required: Required.NEVER })])}>
          {labelOf(field, custom)}
        </MenuItem>
      ))}
    </Menu>
  )
}
