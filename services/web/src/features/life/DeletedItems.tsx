import { useState } from 'react'
import { text as bulk } from '~/features/bulk/text'
import { useEach } from '~/features/bulk/useEach'
import { PersonName } from '~/features/people/PersonName'
import { ItemLifeService } from '~/gen/tandem/items/v1/item_life_service_pb'
import { ItemsService, type Item } from '~/gen/tandem/items/v1/items_service_pb'
import { useCommand, usePages } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { restore } from './acts'
import { DeletedResults } from './DeletedResults'
import { text } from './text'

/** What was deleted lately, and the way back: of one, or of several at once. */
export function DeletedItems() {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage } = usePages(ItemLifeService.method.listDeletedItems, { pageSize: 50 })
  const [chosen, setChosen] = useState<ReadonlyMap<string, Item>>(new Map())
  const bring = useCommand(ItemLifeService.method.restoreItem)
  const remove = useCommand(ItemsService.method.deleteItem)
  const each = useEach(
    (item) => bring.mutateAsync({ id: item.id }),
    (item) => remove.mutateAsync({ id: item.id }),
  )
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  if (isPending) return <Loading />
  const deleted = data.pages.flatMap((page) => page.deletedItems)
  const toggle = (item: Item) => {
    const next = new Map(chosen)
    if (!next.delete(item.id)) next.set(item.id, item)
    setChosen(next)
  }
  const close = () => {
    setChosen(new Map())
    each.forget()
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-3 p-4">
      <div className="flex min-h-8 flex-wrap items-center gap-3">
        <p className="grow text-sm text-soft">{text.deletedAbout}</p>
        {chosen.size > 0 && (
          <Button look="primary" onClick={() => void each.run([...chosen.values()])}>
            {bulk.restore(chosen.size)}
          </Button>
        )}
      </div>
      {deleted.length === 0 && <Empty title={text.noneDeleted} />}
      <ul aria-label={text.deletedItems} className="grid">
        {deleted.map(({ item, actorId, deleteTime }) =>
          item ? (
            <li key={item.id} className="flex flex-wrap items-center gap-2 border-b border-line py-1.5">
              <input type="checkbox" aria-label={bulk.select(item.number)} checked={chosen.has(item.id)} onChange={() => toggle(item)} className="size-4 accent-(--accent)" />
              <span className="text-sm text-soft tabular-nums">#{String(item.number)}</span>
              <span className="min-w-0 grow truncate">{item.title}</span>
              <span className="text-xs text-soft">
                <PersonName id={actorId} /> <Ago time={deleteTime} />
              </span>
              <Button onClick={() => restore(item)}>{text.restore}</Button>
            </li>
          ) : null,
        )}
      </ul>
      {hasNextPage && (
        <Button look="ghost" className="justify-self-start" onClick={() => void fetchNextPage()}>
          {text.more}
        </Button>
      )}
      {each.begun && <DeletedResults items={[...chosen.values()]} each={each} onClose={close} />}
    </div>
  )
}
