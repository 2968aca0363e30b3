import { StatusDot } from '~/features/item/StatusDot'
import { useTypes } from '~/features/item/useStatuses'
import type { ItemType, Status } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useIsAdmin } from '~/lib/session'
import { Badge } from '~/ui/Badge'
import { MenuItem } from '~/ui/MenuItem'
import { RowMenu } from './RowMenu'
import { states, text } from './text'
import { useUsage } from './useUsage'

interface Props {
  status: Status
  type: ItemType | undefined
  onEdit: () => void
  onDefault: () => void
  onTakeOut: () => void
  onRetire: () => void
}

/** One status of a type. */
export function StatusRow({ status, type, onEdit, onDefault, onTakeOut, onRetire }: Props) {
  const used = useUsage()(status.id)
  const shared = useTypes().filter((one) => !one.retired && one.statusIds.includes(status.id))
  const first = type?.defaultStatusId === status.id
  const reason = useIsAdmin() ? undefined : text.adminsOnly
  const kept = reason ?? (first ? text.defaultStatus : undefined)
  const about = [
    states.find(({ value }) => value === status.state)?.label,
    status.pausesSla && text.pauses,
    shared.length > 1 && shared.map(({ name }) => name).join(', '),
    used,
  ]
  return (
    <>
      <StatusDot status={status} />
      <span className="min-w-0 grow">
        <span className="flex flex-wrap items-center gap-x-2 font-medium">
          {status.name}
          {first && <Badge tone="accent">{text.usual}</Badge>}
        </span>
        <span className="block text-xs text-soft">{about.filter(Boolean).join(' · ')}</span>
      </span>
      <RowMenu name={status.name}>
        <MenuItem disabledReason={reason} onSelect={onEdit}>
          {text.edit}
        </MenuItem>
        <MenuItem disabledReason={kept} onSelect={onDefault}>
          {text.makeDefault}
        </MenuItem>
        <MenuItem disabledReason={kept} onSelect={onTakeOut}>
          {text.takeOut(type?.name ?? '')}
        </MenuItem>
        <MenuItem danger disabledReason={kept} onSelect={onRetire}>
          {text.retire}
        </MenuItem>
      </RowMenu>
    </>
  )
}
