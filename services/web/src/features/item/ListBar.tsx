import { ArrowDownUp } from 'lucide-react'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { FilterBox } from './FilterBox'
import type { ItemSearch } from './search'
import { orders, quickFilters, text } from './text'

interface Props {
  filter: string
  order: string
  error: unknown
  onChange: (search: ItemSearch) => void
}

/** Over a list: quick filters, the filter text, and the order. */
export function ListBar({ filter, order, error, onChange }: Props) {
  return (
    <div className="grid shrink-0 gap-2 border-b border-line px-4 py-2">
      <div role="group" aria-label={text.filter} className="flex gap-1 overflow-x-auto">
        {quickFilters.map((quick) => (
          <button
            key={quick.label}
            type="button"
            aria-pressed={quick.filter === filter}
            onClick={() => onChange({ filter: quick.filter })}
            className="h-7 shrink-0 rounded-full border border-line px-3 text-sm text-soft hover:bg-hover aria-pressed:border-transparent aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent"
          >
            {quick.label}
          </button>
        ))}
      </div>
      <div className="flex items-start gap-1">
        <FilterBox filter={filter} error={error} onChange={(next) => onChange({ filter: next })} />
        <Menu
          align="end"
          trigger={
            <IconButton label={text.order}>
              <ArrowDownUp />
            </IconButton>
          }
        >
          {orders.map((one) => (
            <MenuItem key={one.value} checked={one.value === order} onSelect={() => onChange({ order: one.value })}>
              {one.label}
            </MenuItem>
          ))}
        </Menu>
      </div>
    </div>
  )
}
