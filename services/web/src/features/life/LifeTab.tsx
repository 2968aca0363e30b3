import { whyNotChange } from '~/features/sharing/may'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Fixed } from '~/ui/Fixed'
import { Checklist } from './Checklist'
import { Links } from './Links'
import { MergedItems } from './MergedItems'
import { Subtasks } from './Subtasks'

/** What an item is made of and belongs to: its subtasks, its checklist, its links, what was merged into it. */
export function LifeTab({ item }: { item: Item }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-6 p-4 [&_section]:grid-cols-[minmax(0,1fr)] [&_ul]:grid-cols-[minmax(0,1fr)]">
      <Fixed reason={whyNotChange(item)}>
        <Subtasks item={item} />
        <Checklist item={item} />
        <Links item={item} />
        <MergedItems item={item} />
      </Fixed>
    </div>
  )
}
