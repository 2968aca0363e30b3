import { Link } from '@tanstack/react-router'
import { ItemRow } from '~/features/item/ItemRow'
import { listInput } from '~/features/item/itemFilter'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { useRead } from '~/lib/query'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { Panel } from './Panel'
import { text } from './text'

/** Rows shown here; the rest is a click away. */
const shown = 8

/** The tickets of a filter that need somebody first, and the way to the view that has them all. */
export function ItemPanel({ title, filter, view }: { title: string; filter: string; view: string }) {
  const input = { ...listInput(Kind.TICKET, filter, 'due_time'), pageSize: shown }
  const { data, error, isPending, refetch } = useRead(ItemsService.method.listItems, input)
  return (
    <Panel
      title={title}
      aside={
        <Link to="/tickets" search={{ view }} className="text-sm text-accent hover:underline">
          {text.all}
        </Link>
      }
    >
      {isPending && <Loading />}
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <p className="px-4 py-6 text-center text-soft">{text.none}</p>}
      <div className="-mb-px">
        {data?.items.map((item) => (
          <ItemRow key={item.id} item={item} open={false} current={false} />
        ))}
      </div>
    </Panel>
  )
}
