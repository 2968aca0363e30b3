import { ArrowDownUp } from 'lucide-react'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { orders, text as itemText } from '../item/text'

/** The orders that are asked for most. */
export function OrderMenu({ order, onChange }: { order: string; onChange: (order: string) => void }) {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={itemText.order}>
          <ArrowDownUp />
        </IconButton>
      }
    >
      {orders.map(({ value, label }) => (
        <MenuItem key={value} checked={value === order} onSelect={() => onChange(value)}>
          {label}
        </MenuItem>
      ))}
    </Menu>
  )
}
