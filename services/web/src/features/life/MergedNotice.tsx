import { GitMerge } from 'lucide-react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { text } from './text'

/** Says that another item was asked for, which was merged into this one. */
export function MergedNotice({ item }: { item: Item }) {
  return (
    <p className="flex items-center gap-2 border-b border-line bg-accent-soft px-4 py-1.5 text-sm text-accent [&_svg]:size-4">
      <GitMerge aria-hidden />
      {text.mergedFrom(item.number)}
    </p>
  )
}
