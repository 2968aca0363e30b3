import { Selectable } from '~/features/bulk/Selectable'
import type { Selection } from '~/features/bulk/useSelection'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { Button } from '~/ui/Button'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { ItemRow } from '../item/ItemRow'
import { wordsOf } from '../item/text'
import { listInput } from '../item/itemFilter'
import { useItems } from '../item/useItems'
import { GridRow } from './GridRow'
import type { Column } from './shown'
import { text } from './text'

/** How rows look. */
export interface Look {
  order: string
  /** Undefined: there is no room for columns. */
  columns: Column[] | undefined
  openNumber: string | undefined
  selection: Selection
}

/** The items of one group, a page at a time. */
export function GroupItems({ kind, filter, look }: { kind: Kind; filter: string; look: Look }) {
  const list = useItems(kind, filter, look.order)
  const rows = { items: list.items, filter: listInput(kind, filter, look.order).filter }
  if (list.error) return <Trouble error={list.error} onRetry={list.again} />
  if (list.loading) return <Loading lines={2} />
  return (
    <>
      <ul aria-label={wordsOf(kind).many}>
        {list.items.map((item) => {
          const state = { item, open: String(item.number) === look.openNumber, current: false }
          return (
            <li key={item.id}>
              <Selectable item={item} list={rows} selection={look.selection}>
                {look.columns ? <GridRow columns={look.columns} {...state} /> : <ItemRow dock {...state} />}
              </Selectable>
            </li>
          )
        })}
      </ul>
      {list.hasMore && (
        <div className="border-b border-line px-4 py-1.5">
          <Button look="ghost" onClick={list.more}>
            {text.loadMore}
          </Button>
        </div>
      )}
    </>
  )
}
