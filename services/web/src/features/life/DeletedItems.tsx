import { PersonName } from '~/features/people/PersonName'
import { ItemLifeService } from '~/gen/tandem/items/v1/item_life_service_pb'
import { usePages } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { text } from './text'
import { restore } from './acts'

/** What was deleted lately, and the way back. */
export function DeletedItems() {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage } = usePages(ItemLifeService.method.listDeletedItems, { pageSize: 50 })
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  if (isPending) return <Loading />
  const deleted = data.pages.flatMap((page) => page.deletedItems)
  return (
    <div className="grid content-start gap-3 p-4">
      <p className="text-sm text-soft">{text.deletedAbout}</p>
      {deleted.length === 0 && <Empty title={text.noneDeleted} />}
      <ul aria-label={text.deletedItems} className="grid">
        {deleted.map(({ item, actorId, deleteTime }) =>
          item ? (
            <li key={item.id} className="flex flex-wrap items-center gap-2 border-b border-line py-1.5">
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
    </div>
  )
}
