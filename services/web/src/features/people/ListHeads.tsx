import { text } from './listText'
import type { ListColumn } from './useListColumns'

interface Props {
  columns: ListColumn[]
  /** How wide what stands behind the columns is. */
  after: string
}

/** Over the rows of a list: what its columns are. */
export function ListHeads({ columns, after }: Props) {
  if (columns.length === 0) return null
  return (
    <div className="hidden h-8 shrink-0 items-center gap-3 border-b border-line px-4 text-xs font-medium text-soft sm:flex">
      <span className="min-w-0 grow basis-0 truncate pl-11">{text.name}</span>
      {columns.map(({ field, label }) => (
        <span key={field} className="min-w-0 grow basis-0 truncate" title={label}>
          {label}
        </span>
      ))}
      <span className={after} />
    </div>
  )
}
