import { Inbox } from 'lucide-react'
import { useState } from 'react'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Check } from '~/ui/Check'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { ItemRow } from '../item/ItemRow'
import { both } from '../view/shown'
import { text } from './text'

/** The items of a project or of one of its folders, tickets and tasks. */
export function ProjectItems({ filter }: { filter: string }) {
  const [finished, setFinished] = useState(false)
  const whole = finished ? filter : both(filter, 'status.state != FINISHED')
  const list = usePages(ItemsService.method.listItems, { filter: whole, pageSize: 50 })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-label={text.items} className="@container min-h-0 grow overflow-y-auto">
      <div className="flex min-h-10 items-center justify-between gap-2 border-b border-line px-4">
        <h2 className="text-sm font-semibold">{text.items}</h2>
        <Check label={text.showFinished} checked={finished} onChange={setFinished} />
      </div>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={5} />}
      {list.data && items.length === 0 && <Empty icon={<Inbox aria-hidden />} title={text.noItems} />}
      <ul aria-label={text.items}>
        {items.map((item) => (
          <li key={item.id}>
            <ItemRow item={item} open={false} current={false} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="ghost" className="m-2" onClick={() => void list.fetchNextPage()}>
          {text.showMore}
        </Button>
      )}
    </section>
  )
}
