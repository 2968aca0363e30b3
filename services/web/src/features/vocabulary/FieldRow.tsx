import type { CustomField } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { useIsAdmin } from '~/lib/session'
import { Badge } from '~/ui/Badge'
import { MenuItem } from '~/ui/MenuItem'
import { RowMenu } from './RowMenu'
import { fieldTypes, text } from './text'
import { useUsage } from './useUsage'

interface Props {
  field: CustomField
  onEdit: () => void
  onRetire: () => void
}

/** One custom field. */
export function FieldRow({ field, onEdit, onRetire }: Props) {
  const used = useUsage()(field.id)
  const reason = useIsAdmin() ? undefined : text.adminsOnly
  const type = fieldTypes.find(({ value }) => value === field.type)?.label
  return (
    <>
      <span className="min-w-0 grow">
        <span className="flex flex-wrap items-center gap-x-2 font-medium">
          {field.name}
          {field.required && <Badge tone="accent">{text.required}</Badge>}
          {field.visibleToCustomers && <Badge tone="customer">{text.visible}</Badge>}
        </span>
        <span className="block truncate text-xs text-soft">
          {type} · <code>{field.key}</code>
          {used && ` · ${used}`}
        </span>
      </span>
      <RowMenu name={field.name}>
        <MenuItem disabledReason={reason} onSelect={onEdit}>
          {text.edit}
        </MenuItem>
        <MenuItem danger disabledReason={reason} onSelect={onRetire}>
          {text.retire}
        </MenuItem>
      </RowMenu>
    </>
  )
}
