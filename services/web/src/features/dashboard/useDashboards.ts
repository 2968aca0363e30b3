// The dashboards that there are, the one that is looked at, and what is done with them.
import { useNavigate } from '@tanstack/react-router'
import { type Dashboard, DashboardsService, type Widget } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand, useRead } from '~/lib/query'
import { complain, tell } from '~/ui/Toast'
import { text } from './text'

/** Which dashboard was looked at last, in this browser. */
const lastKey = 'tandem.dashboard'

export function useDashboards(chosen: string | undefined) {
  const navigate = useNavigate()
  const { data, error, isPending, refetch } = useRead(DashboardsService.method.listDashboards, {})
  const create = useCommand(DashboardsService.method.createDashboard)
  const update = useCommand(DashboardsService.method.updateDashboard)
  const remove = useCommand(DashboardsService.method.deleteDashboard)
  const all = data?.dashboards ?? []
  const wanted = chosen ?? localStorage.getItem(lastKey)
  const current = all.find((one) => one.id === wanted) ?? all[0]
  const open = (id: string) => {
    localStorage.setItem(lastKey, id)
    void navigate({ to: '/', search: { dashboard: id } })
  }
  const failed = create.error ?? update.error
  const problem = failed ? problemOf(failed) : undefined
  return {
    all,
    current,
    error,
    isPending,
    again: () => void refetch(),
    open,
    busy: create.isPending || update.isPending,
    problem: problem?.reason === 'STALE' ? { ...problem, message: text.stale } : problem,
    forget: () => {
      create.reset()
      update.reset()
    },
    make: (name: string, widgets: Widget[], requestId: string, then: () => void) =>
      create.mutate(
        { name, widgets, requestId },
        {
          onSuccess: async (made) => {
            await refetch()
            open(made.id)
            then()
          },
        },
      ),
    set: ({ id, revision }: Dashboard, part: { name?: string; widgets?: Widget[] }, then: () => void) =>
      update.mutate(
        { dashboard: { id, revision, ...part }, updateMask: { paths: Object.keys(part) } },
        {
          onError: part.widgets ? complain : undefined,
          onSettled: () => void refetch(),
          onSuccess: then,
        },
      ),
    remove: ({ id, name }: Dashboard) =>
      remove.mutate(
        { id },
        {
          onError: complain,
          onSuccess: () => {
            tell(text.removed(name))
            localStorage.removeItem(lastKey)
            void refetch()
            void navigate({ to: '/', search: { dashboard: undefined } })
          },
        },
      ),
  }
}

export type Dashboards = ReturnType<typeof useDashboards>
