import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { ActivityLine } from './ActivityLine'
import { text } from './text'

/** What happened to an item, newest first. */
export function ActivityTab({ item }: { item: Item }) {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage } = usePages(ItemsService.method.listActivities, {
    itemId: item.id,
    pageSize: 50,
  })
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  if (isPending) return <Loading />
  const activities = data.pages.flatMap((page) => page.activities)
  if (activities.length === 0) return <Empty title={text.nothingHappened} />
  return (
    <>
      <ol aria-label={text.activity} className="grid gap-2.5 p-4">
        {activities.map((activity) => (
          <ActivityLine key={activity.id} activity={activity} />
        ))}
      </ol>
      {hasNextPage && (
        <Button look="ghost" className="mx-4 mb-4 self-start" onClick={() => void fetchNextPage()}>
          {text.loadMore}
        </Button>
      )}
    </>
  )
}
