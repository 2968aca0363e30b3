import { Link, linkOptions } from '@tanstack/react-router'
import { useViews } from '~/features/view/useViews'
import { DashboardsService } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { type ListUsesResponse_Use as Use, ListUsesResponse_Use_Kind as UseKind } from '~/gen/tandem/items/v1/item_uses_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useRead } from '~/lib/query'
import { text } from './text'

/** The name of what uses a thing; where there is a screen of it, it opens there, beside this one. */
export function UseLink({ use }: { use: Use }) {
  const to = usePlace(use)
  const name = use.name || text.somebodys
  if (!to) return name
  return (
    <Link {...to} target="_blank" className="text-accent underline">
      {name}
      <span className="sr-only"> {text.newTab}</span>
    </Link>
  )
}

/** Where it is; undefined where the user sees it nowhere. */
function usePlace({ kind, id, name }: Use) {
  const tasks = useViews(Kind.TASK).views
  const tickets = useViews(Kind.TICKET).views
  const dashboards = useRead(DashboardsService.method.listDashboards, {}).data?.dashboards ?? []
  if (!name) return undefined
  const has = (all: { id: string }[]) => all.some((one) => one.id === id)
  const administration = (tab: string) => linkOptions({ to: '/administration', search: { tab, open: id } })
  switch (kind) {
    case UseKind.DEFAULT:
      return administration('types')
    case UseKind.FORM:
      return administration('forms')
    case UseKind.CUSTOM_FIELD:
      return administration('fields')
    case UseKind.WEB_FORM:
      return administration('pages')
    case UseKind.VIEW:
      return has(tickets) ? linkOptions({ to: '/tickets', search: { view: id } }) : has(tasks) ? linkOptions({ to: '/tasks', search: { view: id } }) : undefined
    case UseKind.DASHBOARD:
      return has(dashboards) ? linkOptions({ to: '/', search: { dashboard: id } }) : undefined
    case UseKind.TEMPLATE:
      return linkOptions({ to: '/recurring', search: { open: id } })
    case UseKind.RECURRENCE:
      return linkOptions({ to: '/recurring' })
    case UseKind.RULE:
      return linkOptions({ to: '/automation', search: { open: id } })
    case UseKind.MACRO:
      return linkOptions({ to: '/automation', search: { tab: 'macros', open: id } })
    case UseKind.UNSPECIFIED:
      return undefined
  }
}
