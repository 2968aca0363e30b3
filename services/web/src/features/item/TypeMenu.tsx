import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { TypeIcon } from './TypeIcon'
import { text } from './text'
import { useItemChange } from './useItemChange'
import { useOfferedTypes, useTypes } from './useStatuses'

/** What kind of ticket or task it is, such as a question or a bug. */
export function TypeMenu({ item }: { item: Item }) {
  const types = useTypes()
  const offered = useOfferedTypes(item.kind)
  const change = useItemChange(item)
  const current = types.find((type) => type.id === item.typeId)
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="-mx-1.5 -my-0.5 inline-flex max-w-full items-center gap-1.5 truncate rounded-md px-1.5 py-0.5 text-left hover:bg-hover"
        >
          <span className="sr-only">{text.type}:</span>
          <TypeIcon type={current} />
          {current?.name ?? '…'}
        </button>
      }
    >
      {offered.map((type) => (
        <MenuItem
          key={type.id}
          icon={<TypeIcon type={type} />}
          checked={type.id === item.typeId}
          onSelect={() => type.id !== item.typeId && change.mutate({ typeId: type.id })}
        >
          {type.name}
        </MenuItem>
      ))}
    </Menu>
  )
}
