import { ItemRow } from '~/features/item/ItemRow'
import { listInput } from '~/features/item/itemFilter'
import type { Widget } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { useRead } from '~/lib/query'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { text } from './text'

/** Rows shown here; the rest is a click away. */
const shown = 8

/** The first items of a filter. */
export function ItemPanel({ widget }: { widget: Widget }) {
  const input = { ...listInput(widget.itemKind, widget.filter, widget.orderBy), pageSize: shown }
  const { data, error, isPending, refetch } = useRead(ItemsService.method.listItems, input)
  return (
    <>
      {isPending && <Loading />}
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <p className="px-4 py-6 text-center text-soft">{text.none}</p>}
      <div className="-mb-px">
        {data?.items.map((item) => (
          <ItemRow key={item.id} item={item} open={false} current={false} />
        ))}
      </div>
    </>
  )
}
