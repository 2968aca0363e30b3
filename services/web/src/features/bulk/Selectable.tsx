import type { MouseEvent, ReactNode } from 'react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { SelectBox } from './SelectBox'
import type { List, Selection } from './useSelection'

interface Props {
  item: Item
  list: List
  selection: Selection
  children: ReactNode
}

/** A row with its box: a click with ctrl selects it instead of opening it, with shift all from the one before. */
export function Selectable({ item, list, selection, children }: Props) {
  const toggle = (range: boolean) => selection.toggle(list, item.id, range)
  return (
    <div className="flex items-stretch">
      <SelectBox item={item} checked={selection.has(item.id, list.filter)} onToggle={toggle} />
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the box does the same by keyboard */}
      <div className="min-w-0 grow" onClickCapture={(event) => instead(event, toggle)}>
        {children}
      </div>
    </div>
  )
}

/** A click with ctrl or shift selects; any other does what it does. */
export function instead(event: MouseEvent, toggle: (range: boolean) => void): void {
  if (!event.shiftKey && !event.ctrlKey && !event.metaKey) return
  event.preventDefault()
  event.stopPropagation()
  toggle(event.shiftKey)
}
