import { useState } from 'react'
import { Blocked } from '~/features/life/Blocked'
import { useBlockers } from '~/features/life/useBlockers'
import { State } from '~/gen/tandem/items/v1/item_types_service_pb'
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
  const blockers = useBlockers(item)
  /** The status that waits to be confirmed. */
  const [wanted, setWanted] = useState<string>()
  const enter = (id: string, state: State) => {
    if (id === item.statusId) return
    if (state === State.FINISHED && item.state !== State.FINISHED && blockers.length > 0) setWanted(id)
    else change.mutate({ statusId: id })
  }
  return (
    <>
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
            onSelect={() => enter(one.id, one.state)}
          >
            {one.name}
          </MenuItem>
        ))}
      </Menu>
      {wanted && (
        <Blocked
          by={blockers}
          onClose={() => setWanted(undefined)}
          onConfirm={() => {
            change.mutate({ statusId: wanted })
            setWanted(undefined)
          }}
        />
      )}
    </>
  )
}
