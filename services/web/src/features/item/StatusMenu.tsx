import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { StatusDot } from './StatusDot'
import { text } from './text'
import { useItemChange } from './useItemChange'
import { useStatus, useStatusesOf } from './useStatuses'

/** The status bubble, and what it can become. */
export function StatusMenu({ item }: { item: Item }) {
  const status = useStatus(item.statusId)
  const statuses = useStatusesOf(item.typeId)
  const change = useItemChange(item)
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`${text.status}: ${status?.name ?? ''}`}
          className="inline-flex h-7 items-center gap-1.5 rounded-full border border-line bg-surface px-2.5 text-sm font-medium hover:bg-hover"
        >
          <StatusDot status={status} />
          {status?.name ?? '…'}
        </button>
      }
    >
      {statuses.map((one) => (
        <MenuItem
          key={one.id}
          icon={<StatusDot status={one} />}
          checked={one.id === item.statusId}
          onSelect={() => one.id !== item.statusId && change.mutate({ statusId: one.id })}
        >
          {one.name}
        </MenuItem>
      ))}
    </Menu>
  )
}
