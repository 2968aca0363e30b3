import { TypeIcon } from '~/features/item/TypeIcon'
import type { ItemType } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useIsAdmin } from '~/lib/session'
import { Badge } from '~/ui/Badge'
import { MenuItem } from '~/ui/MenuItem'
import { RowMenu } from './RowMenu'
import { text } from './text'
import { useUsage } from './useUsage'

interface Props {
  type: ItemType
  onEdit: () => void
  onDefault: () => void
  onHide: (hidden: boolean) => void
  onRetire: () => void
}

/** One type: what it is, how much it is used, and what can be done with it. */
export function TypeRow({ type, onEdit, onDefault, onHide, onRetire }: Props) {
  const used = useUsage()(type.id)
  const reason = useIsAdmin() ? undefined : text.adminsOnly
  const first = reason ?? (type.default ? text.usual : undefined)
  return (
    <>
      <TypeIcon type={type} />
      <span className="min-w-0 grow">
        <span className="flex flex-wrap items-center gap-x-2 font-medium">
          {type.name}
          {type.default && <Badge tone="accent">{text.usual}</Badge>}
          {type.hidden && <Badge>{text.hidden}</Badge>}
        </span>
        <span className="block text-xs text-soft">{[text.steps(type.statusIds.length), used].filter(Boolean).join(' · ')}</span>
      </span>
      <RowMenu name={type.name}>
        <MenuItem disabledReason={reason} onSelect={onEdit}>
          {text.edit}
        </MenuItem>
        <MenuItem disabledReason={first ?? (type.hidden ? text.hidden : undefined)} onSelect={onDefault}>
          {text.makeDefault}
        </MenuItem>
        <MenuItem disabledReason={first} onSelect={() => onHide(!type.hidden)}>
          {type.hidden ? text.show : text.hide}
        </MenuItem>
        <MenuItem danger disabledReason={first} onSelect={onRetire}>
          {text.retire}
        </MenuItem>
      </RowMenu>
    </>
  )
}
