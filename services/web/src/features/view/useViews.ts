// The views of an app: few, read whole, kept fresh by the live stream.
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type ListViewsResponse, type View, ViewsService } from '~/gen/tandem/items/v1/views_service_pb'
import { client, nameOf, useRead } from '~/lib/query'

const none: View[] = []

export function useViews(kind: Kind) {
  const { data, error, refetch } = useRead(ViewsService.method.listViews, { kind })
  return { views: data?.views ?? none, loading: !data, error: data ? null : error, again: () => void refetch() }
}

/** Shows a view as the server just answered it, without waiting for the list to be read again. */
export function keepView(saved: View): void {
  client.setQueriesData<ListViewsResponse>({ queryKey: [nameOf(ViewsService.method.listViews)] }, (data) =>
    data && { ...data, views: data.views.map((view) => (view.id === saved.id ? saved : view)) },
  )
}

/** Whether the address names this view: by its id, or a standard one by its key. */
export function isNamed(view: View, name: string | undefined): boolean {
  return view.id === name || (view.key !== '' && view.key === name)
}

/** The view that the address names; else the one that is opened first. */
export function currentView(views: View[], name: string | undefined): View | undefined {
  const seen = views.filter((view) => !view.hidden && !view.hiddenForMe)
  return (
    views.find((view) => isNamed(view, name)) ?? views.find((view) => view.defaultForMe) ?? seen.find((view) => view.default) ?? seen[0] ?? views[0]
  )
}

export interface Sections {
  pinned: View[]
  mine: View[]
  shared: View[]
  standard: View[]
  hidden: View[]
}

/** Where each view stands in the sidebar. */
export function sectionsOf(views: View[]): Sections {
  const shown = views.filter((view) => !view.hidden && !view.hiddenForMe)
  const rest = shown.filter((view) => !view.pinned)
  return {
    pinned: shown.filter((view) => view.pinned),
    mine: rest.filter((view) => sectionOf(view) === 'mine'),
    shared: rest.filter((view) => sectionOf(view) === 'shared'),
    standard: rest.filter((view) => sectionOf(view) === 'standard'),
    hidden: views.filter((view) => view.hidden || view.hiddenForMe),
  }
}

/** Of which a view is: within it, views are put in order. */
export function sectionOf(view: View): 'mine' | 'shared' | 'standard' {
  if (view.system) return 'standard'
  return view.visibility === 1 ? 'mine' : 'shared'
}
