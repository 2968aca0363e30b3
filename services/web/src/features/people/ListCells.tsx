import type { ListColumn, Listed } from './useListColumns'

/** What the chosen columns have of a row, where there is room. */
export function ListCells({ columns, row }: { columns: ListColumn[]; row: Listed }) {
  return columns.map(({ field, show }) => (
    <span key={field} className="hidden min-w-0 grow basis-0 truncate text-sm text-soft sm:block">
      {show(row)}
    </span>
  ))
}
