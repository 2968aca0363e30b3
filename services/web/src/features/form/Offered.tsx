import type { ItemForm } from '~/gen/tandem/items/v1/item_forms_service_pb'
import { type ItemType, Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { Switch } from '~/ui/Switch'
import { admin } from './adminText'

interface Props {
  form: ItemForm
  type: ItemType
  /** Why nothing may be changed. */
  reason: string | undefined
  onChange: (offered: boolean) => void
}

/** Whether the portal offers a type of tickets. */
export function Offered({ form, type, reason, onChange }: Props) {
  if (type.kind !== Kind.TICKET) return null
  const always = type.default ? admin.offeredAlways : undefined
  return (
    <div className="flex items-start gap-3 px-4 py-3">
      <Switch label={admin.offered} checked={form.offered || type.default} disabledReason={reason ?? always} onChange={onChange} />
      <span>
        <span className="block text-sm font-medium">{admin.offered}</span>
        <span className="block text-xs text-soft">{always ?? admin.offeredHint}</span>
      </span>
    </div>
  )
}
