import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { text } from './text'

/** What can be done with one row. */
export function RowMenu({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={text.more(name)}>
          <Ellipsis />
        </IconButton>
      }
    >
      {children}
    </Menu>
  )
}
