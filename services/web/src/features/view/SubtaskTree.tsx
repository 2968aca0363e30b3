import { Inbox } from 'lucide-react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { text as itemText, wordsOf } from '../item/text'
import { useItems } from '../item/useItems'
import { SubtaskBranch } from './SubtaskBranch'
import { text } from './text'

interface Props {
  kind: Kind
  filter: string
  order: string
  openNumber: string | undefined
}

/** The items of a view, those under others that are there beneath them. What matches without its parent stands at the top. */
export function SubtaskTree({ kind, filter, order, openNumber }: Props) {
  const list = useItems(kind, filter, order)
  const loaded = new Set(list.items.map(({ id }) => id))
  const tops = list.items.filter(({ parentId }) => !loaded.has(parentId))
  const known = new Map<string, Item[]>()
  for (const item of list.items) if (loaded.has(item.parentId)) known.set(item.parentId, [...(known.get(item.parentId) ?? []), item])
  if (list.error) return <Trouble error={list.error} onRetry={list.again} />
  if (list.loading) return <Loading lines={8} />
  return (
    <div role="region" aria-label={wordsOf(kind).many} tabIndex={-1} className={`@container min-h-0 grow overflow-y-auto ${list.old ? 'opacity-60' : ''}`}>
      {list.items.length === 0 && <Empty icon={<Inbox aria-hidden />} title={itemText.noMatch} />}
      <ul aria-label={wordsOf(kind).many}>
        {tops.map((item) => (
          <SubtaskBranch key={item.id} item={item} level={0} known={known} openNumber={openNumber} />
        ))}
      </ul>
      {list.hasMore && (
        <Button look="ghost" className="m-2" onClick={list.more}>
          {text.loadMore}
        </Button>
      )}
    </div>
  )
}
