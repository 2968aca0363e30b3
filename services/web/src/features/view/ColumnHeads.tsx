import { ArrowDown, ArrowUp } from 'lucide-react'
import { ColumnEdge } from './ColumnEdge'
import { templateOf } from './columns'
import { clicked, isSortable, readOrder } from './order'
import { type Column, writeColumns } from './shown'
import { text } from './text'
import { useDefinitions } from './useDefinitions'

interface Props {
  columns: Column[]
  order: string
  onOrder: (order: string) => void
  onColumns: (columns: string) => void
}

/** Over the rows of a list: a click orders by a column, with shift besides the others; the edge of a column makes it wider. */
export function ColumnHeads({ columns, order, onOrder, onColumns }: Props) {
  const keys = readOrder(order)
  const definitions = useDefinitions()
  const widen = (field: string, width: number) =>
    onColumns(writeColumns(columns.map((column) => (column.field === field ? { field, width } : column))))
  return (
    <div role="group" aria-label={text.columns} className="grid h-8 shrink-0 gap-x-2.5 border-b border-line px-4 text-xs" style={{ gridTemplateColumns: templateOf(columns, definitions) }}>
      {columns.map((column) => {
        const { field } = column
        const { label } = definitions[field]!
        const at = keys.findIndex((key) => key.field === field)
        const key = keys[at]
        return (
          <div key={field} className="relative flex min-w-0 items-center">
            {isSortable(field) ? (
              <button
                type="button"
                aria-pressed={key !== undefined}
                onClick={(event) => onOrder(clicked(order, field, event.shiftKey))}
                className="flex min-w-0 items-center gap-0.5 rounded font-medium text-soft hover:text-ink aria-pressed:text-accent [&_svg]:size-3.5 [&_svg]:shrink-0"
              >
                <span className="sr-only">{text.sortBy} </span>
                <span className="truncate">{label}</span>
                {key && <span className="sr-only"> {key.descending ? text.descending : text.ascending}</span>}
                {key && (key.descending ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />)}
                {key && keys.length > 1 && <span className="tabular-nums">{at + 1}</span>}
              </button>
            ) : (
              <span className="truncate font-medium text-soft">{label}</span>
            )}
            <ColumnEdge column={column} onWiden={(width) => widen(field, width)} />
          </div>
        )
      })}
    </div>
  )
}
