import { Link } from '@tanstack/react-router'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { wordsOf } from '../item/text'
import { CellEditors } from './CellEditors'
import { templateOf } from './columns'
import type { Column } from './shown'
import { useDefinitions } from './useDefinitions'

interface Props {
  item: Item
  columns: Column[]
  /** Open beside the list. */
  open: boolean
  /** Where the keyboard is. */
  current: boolean
  /** Opens as a page rather than beside the list. */
  page?: boolean
}

/** An item as one line of columns. */
export function GridRow({ item, columns, open, current, page }: Props) {
  const definitions = useDefinitions()
  const template = templateOf(columns, definitions)
  const custom = columns.some(({ field }) => field.startsWith('fields.'))
  const { path } = wordsOf(item.kind)
  const target = page ? { to: `${path}/$id` as const, params: { id: String(item.number) } } : { to: path, search: (before: object) => ({ ...before, item: Number(item.number) }) }
  const row = (
    <Link
      {...target}
      aria-current={open || undefined}
      style={{ gridTemplateColumns: template }}
      className={`grid h-10 items-center gap-x-2.5 border-b border-line px-4 text-sm text-soft outline-offset-[-2px] ${open ? 'bg-selected' : 'hover:bg-hover'} ${current ? 'shadow-[inset_3px_0_0_var(--accent)]' : ''}`}
    >
      {columns.map(({ field }) => (
        <span key={field} className="min-w-0 truncate">
          {definitions[field]!.show(item)}
        </span>
      ))}
    </Link>
  )
  if (!custom) return row
  return (
    <div className="group/row relative">
      {row}
      <CellEditors item={item} columns={columns} template={template} />
    </div>
  )
}
