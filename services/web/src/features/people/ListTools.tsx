import { ArrowDownUp } from 'lucide-react'
import { ExportMenu } from '~/features/transfer/ExportMenu'
import { WhereButton } from '~/features/view/WhereButton'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import type { PeopleList } from '../condition/subject'
import { ListColumns } from './ListColumns'
import type { ListSearch } from './listSearch'
import { orders, text } from './listText'

interface Props {
  of: PeopleList
  search: ListSearch
  onSearch: (search: ListSearch) => void
  /** What the list is narrowed by besides, for its export. */
  query: Record<string, string>
}

/** What can be done with a list of people: conditions, an order, columns, and a file of what it shows. */
export function ListTools({ of, search, onSearch, query }: Props) {
  const { filter = '', order = '' } = search
  return (
    <div className="flex shrink-0 items-center">
      <WhereButton kind={of} where={filter} onChange={(next) => onSearch({ ...search, filter: next || undefined })} />
      <Menu
        align="end"
        trigger={
          <IconButton label={text.order}>
            <ArrowDownUp />
          </IconButton>
        }
      >
        {orders[of].map(({ value, label }) => (
          <MenuItem key={value} checked={value === order} onSelect={() => onSearch({ ...search, order: value || undefined })}>
            {label}
          </MenuItem>
        ))}
      </Menu>
      <ListColumns of={of} />
      <ExportMenu path={`/v1/${of}:export`} query={filter ? { ...query, filter } : query} />
    </div>
  )
}
