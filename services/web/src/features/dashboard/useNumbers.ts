// What the widgets of a dashboard show, and again when something happened to items.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { DashboardsService, type WidgetNumbers } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { read } from '~/lib/query'
import { useAgain } from '~/lib/useAgain'

/** The counters follow the items a moment later than the event. */
const behindMs = 1_000

export function useNumbers(id: string) {
  const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const { data, error, isPending, refetch } = useQuery({
    ...read(DashboardsService.method.readDashboard, { id, timeZone }),
    placeholderData: keepPreviousData,
  })
  const again = () => void refetch()
  useAgain('tandem.items.v1.', behindMs, again)
  const of = new Map<string, WidgetNumbers>((data?.widgets ?? []).map((numbers) => [numbers.widgetId, numbers]))
  return { of, error, isPending, again }
}
