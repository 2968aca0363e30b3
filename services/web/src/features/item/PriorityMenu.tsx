import { Star } from 'lucide-react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { Stars } from '~/ui/Stars'
import { text } from './text'
import { useItemChange } from './useItemChange'

const levels = [5, 4, 3, 2, 1, 0]

export function priorityLabel(value: number): string {
  return value === 0 ? text.noPriority : text.stars(value)
}

export function PriorityMenu({ item }: { item: Item }) {
  const change = useItemChange(item)
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`${text.priority}: ${priorityLabel(item.priority)}`}
          className="inline-flex h-7 items-center gap-1 rounded-full border border-line px-2.5 text-sm hover:bg-hover"
        >
          {item.priority ? (
            <Stars value={item.priority} label={priorityLabel(item.priority)} />
          ) : (
            <>
              <Star aria-hidden className="size-3.5 text-soft" />
              <span className="text-soft">{text.priority}</span>
            </>
          )}
        </button>
      }
    >
      {levels.map((level) => (
        <MenuItem key={level} checked={level === item.priority} onSelect={() => change.mutate({ priority: level })}>
          {level ? <Stars value={level} label={priorityLabel(level)} /> : priorityLabel(level)}
        </MenuItem>
      ))}
    </Menu>
  )
}
