import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Checklist } from './Checklist'
import { Links } from './Links'
import { MergedItems } from './MergedItems'
import { Subtasks } from './Subtasks'

/** What an item is made of and belongs to: its subtasks, its checklist, its links, what was merged into it. */
export function LifeTab({ item }: { item: Item }) {
  return (
    <div className="grid content-start gap-6 p-4">
      <Subtasks item={item} />
      <Checklist item={item} />
      <Links item={item} />
      <MergedItems item={item} />
    </div>
  )
}
