// What is done with views: each shown everywhere by the answer.
import type { View } from '~/gen/tandem/items/v1/views_service_pb'
import { ViewsService } from '~/gen/tandem/items/v1/views_service_pb'
import { useCommand } from '~/lib/query'
import { complain } from '~/ui/Toast'
import { keepView, sectionOf } from './useViews'

const onError = complain

export function useViewCommands(views: View[]) {
  const prefer = useCommand(ViewsService.method.setViewPreference)
  const update = useCommand(ViewsService.method.updateView)
  const move = useCommand(ViewsService.method.moveView)
  const remove = useCommand(ViewsService.method.deleteView)
  const placesOf = (view: View) => views.filter((one) => sectionOf(one) === sectionOf(view))
  return {
    prefer: (view: View, wish: { pinned?: boolean; hidden?: boolean; default?: boolean }) => prefer.mutate({ id: view.id, ...wish }, { onError, onSuccess: keepView }),
    set: (view: View, fields: { hidden?: boolean; default?: boolean }) =>
      update.mutate({ view: { id: view.id, ...fields }, updateMask: { paths: Object.keys(fields) } }, { onError }),
    remove: (view: View, onSuccess: () => void) => remove.mutate({ id: view.id }, { onError, onSuccess }),
    /** Puts it by so many places up or down; answers where it is then, or nothing where it is at the end. */
    step: (view: View, by: 1 | -1) => {
      const all = placesOf(view)
      const at = all.findIndex((one) => one.id === view.id)
      const to = at + by
      if (to < 0 || to >= all.length) return undefined
      const after = by === 1 ? all[to] : all[to - 1]
      move.mutate({ id: view.id, afterId: after?.id ?? '' }, { onError })
      return { place: to + 1, of: all.length }
    },
    /** Puts it before another of its section. */
    before: (view: View, other: View) => {
      const all = placesOf(view).filter((one) => one.id !== view.id)
      const at = all.findIndex((one) => one.id === other.id)
      if (at >= 0) move.mutate({ id: view.id, afterId: all[at - 1]?.id ?? '' }, { onError })
    },
  }
}

export type ViewCommands = ReturnType<typeof useViewCommands>
