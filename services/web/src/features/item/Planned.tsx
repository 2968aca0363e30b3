import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { fromInput, toInput } from '~/lib/time'
import { inputLook } from '~/ui/input'
import { text } from './text'
import { useItemChange } from './useItemChange'

/** When work on an item is planned: from, until. */
export function Planned({ item }: { item: Item }) {
  const change = useItemChange(item)
  const [start, finish] = [toInput(item.plannedStart), toInput(item.plannedFinish)]
  return (
    <span className="grid gap-1">
      <input
        key={`start ${start}`}
        type="datetime-local"
        aria-label={text.plannedStart}
        defaultValue={start}
        onBlur={({ target: { value } }) => value !== start && change.mutate({ plannedStart: fromInput(value) })}
        className={inputLook}
      />
      <input
        key={`finish ${finish}`}
        type="datetime-local"
        aria-label={text.plannedFinish}
        defaultValue={finish}
        min={start}
        onBlur={({ target: { value } }) => value !== finish && change.mutate({ plannedFinish: fromInput(value) })}
        className={inputLook}
      />
    </span>
  )
}
