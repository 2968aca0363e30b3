import { AssigneePicker } from '~/features/item/AssigneePicker'
import { PriorityMenu } from '~/features/item/PriorityMenu'
import { SlaPill } from '~/features/item/SlaPill'
import { StatusMenu } from '~/features/item/StatusMenu'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'

/** What is changed most of the item that a conversation is about: nobody has to leave the messenger for it. */
export function ItemBar({ item }: { item: Item }) {
  return (
    <div className="flex shrink-0 items-center gap-1.5 overflow-x-auto border-b border-line px-4 py-1.5 whitespace-nowrap *:shrink-0">
      <StatusMenu item={item} />
      <AssigneePicker item={item} />
      <PriorityMenu item={item} />
      <SlaPill item={item} />
    </div>
  )
}
