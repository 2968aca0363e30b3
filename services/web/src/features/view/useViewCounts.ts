// How many items are in the views that are seen, and again when something happened to items.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Count, ViewsService } from '~/gen/tandem/items/v1/views_service_pb'
import { read } from '~/lib/query'
import { useAgain } from '~/lib/useAgain'

/** The most that are asked for at once. */
const most = 50
/** Events often come several at a time. */
const togetherMs = 200

export function useViewCounts(ids: string[]): Map<string, Count> {
  const asked = ids.slice(0, most)
  const { data, refetch } = useQuery({
    ...read(ViewsService.method.countViews, { ids: asked }),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  })
  useAgain('tandem.items.v1.', togetherMs, () => void refetch())
  return new Map((data?.counts ?? []).flatMap(({ viewId, count }) => (count ? [[viewId, count] as const] : [])))
}
