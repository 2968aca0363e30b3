import { Button } from '~/ui/Button'
import { text } from './listText'
import type { ListSearch } from './listSearch'

interface Props {
  search: ListSearch
  onSearch: (search: ListSearch) => void
}

/** Says that a list does not show all, and by what. */
export function FilterLine({ search, onSearch }: Props) {
  if (!search.filter) return null
  return (
    <p className="flex shrink-0 items-center gap-2 border-b border-line bg-canvas px-4 py-1 text-sm text-soft">
      <span className="shrink-0">{text.filtered}</span>
      <code className="min-w-0 truncate text-xs text-ink" title={search.filter}>
        {search.filter}
      </code>
      <Button look="ghost" className="ml-auto h-7 shrink-0" onClick={() => onSearch({ ...search, filter: undefined })}>
        {text.showAll}
      </Button>
    </p>
  )
}
