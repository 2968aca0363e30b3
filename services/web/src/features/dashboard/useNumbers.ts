// What the widgets of a dashboard show: read again when something happened to items, at most once every few seconds.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { DashboardsService, type WidgetNumbers } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { listen } from '~/lib/live'
import { read } from '~/lib/query'

const restMs = 3_000

export function useNumbers(id: string) {
  const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const { data, error, isPending, refetch } = useQuery({
    ...read(DashboardsService.method.readDashboard, { id, timeZone }),
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
      // A little later than the event: the counters follow it.
      timer ??= setTimeout(() => {
        timer = undefined
        last = Date.now()
        again()
      }, Math.max(1_000, last + restMs - Date.now()))
    })
    const back = () => again()
    document.addEventListener('visibilitychange', back)
    return () => {
      stop()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', back)
    }
  }, [])
  const of = new Map<string, WidgetNumbers>((data?.widgets ?? []).map((numbers) => [numbers.widgetId, numbers]))
  return { of, error, isPending, again: () => void refetch() }
}
