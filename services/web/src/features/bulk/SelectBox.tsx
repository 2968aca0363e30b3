import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { text } from './text'

interface Props {
  item: Item
  checked: boolean
  /** `range`: with shift, all from the one before to this. */
  onToggle: (range: boolean) => void
}

/** The box before an item in a list. */
export function SelectBox({ item, checked, onToggle }: Props) {
  return (
    <label className="flex w-9 shrink-0 cursor-pointer items-center justify-center border-b border-line">
      <span className="sr-only">{text.select(item.number)}</span>
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onToggle(event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
        className="size-4 accent-(--accent)"
      />
    </label>
  )
}
