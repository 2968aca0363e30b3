import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ActivityForm } from '~/features/activity/ActivityForm'
import { type Asked, filterOf, spanOf } from '~/features/activity/asked'
import { text as words } from '~/features/activity/text'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { ActivityLine } from './ActivityLine'
import { text } from './text'

/** What happened to an item, newest first: all of it, or by whom, what and since when. */
export function ActivityTab({ item }: { item: Item }) {
  const [asked, setAsked] = useState<Asked>({})
  const filter = filterOf(asked)
  const input = { itemId: item.id, pageSize: 50, filter, ...spanOf(asked) }
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage } = usePages(ItemsService.method.listActivities, input)
  const activities = data?.pages.flatMap((page) => page.activities) ?? []
  const narrowed = filter !== '' || asked.from !== undefined || asked.until !== undefined
  return (
    <>
      <details className="px-4 pt-3 text-sm">
        <summary className="w-fit cursor-pointer text-soft">{words.filter}</summary>
        <form aria-label={words.filter} className="grid grid-cols-2 gap-3 pt-2" onSubmit={(event) => event.preventDefault()}>
          <ActivityForm asked={asked} onChange={setAsked} />
        </form>
        <Link to="/activity" search={{ subject: item.id, ...asked }} className="mt-2 inline-block text-accent hover:underline">
          {words.wide}
        </Link>
      </details>
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {data && activities.length === 0 && <Empty title={narrowed ? words.none : text.nothingHappened} />}
      {activities.length > 0 && (
        <ol aria-label={text.activity} className="grid gap-2.5 p-4">
          {activities.map((activity) => (
            <ActivityLine key={activity.id} activity={activity} />
          ))}
        </ol>
      )}
      {hasNextPage && (
        <Button look="ghost" className="mx-4 mb-4 self-start" onClick={() => void fetchNextPage()}>
          {text.loadMore}
        </Button>
      )}
    </>
  )
}
