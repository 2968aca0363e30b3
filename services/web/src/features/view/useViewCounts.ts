// How many items are in the views that are seen: read again when something happens, at most once every few seconds.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { type Count, ViewsService } from '~/gen/tandem/items/v1/views_service_pb'
import { listen } from '~/lib/live'
import { read } from '~/lib/query'

/** The most that are asked for at once. */
const most = 50
const restMs = 3_000

export function useViewCounts(ids: string[]): Map<string, Count> {
  const asked = ids.slice(0, most)
  const { data, refetch } = useQuery({
    ...read(ViewsService.method.countViews, { ids: asked }),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  })
  const again = useEffectEvent(() => {
    // Who looks elsewhere is told when they come back.
    if (document.visibilityState === 'visible') void refetch()
  })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = 0
    const stop = listen((type) => {
      if (!type.startsWith('tandem.items.v1.')) return
      timer ??= setTimeout(() => {
        timer = undefined
        last = Date.now()
        again()
      }, Math.max(200, last + restMs - Date.now()))
    })
    const back = () => again()
    document.addEventListener('visibilitychange', back)
    return () => {
      stop()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', back)
    }
  }, [])
  return new Map((data?.counts ?? []).flatMap(({ viewId, count }) => (count ? [[viewId, count] as const] : [])))
}
