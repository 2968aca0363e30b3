import { useState } from 'react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type View, ViewsService } from '~/gen/tandem/items/v1/views_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { Button } from '~/ui/Button'
import { complain, tell } from '~/ui/Toast'
import { type ItemSearch, asSaved } from '../item/search'
import { ViewDialog } from './ViewDialog'
import { type Shown, both } from './shown'
import { text } from './text'
import { keepView } from './useViews'

interface Props {
  kind: Kind
  view: View
  shown: Shown
  onChange: (search: ItemSearch) => void
}

/** The view's name, and what to do with what is not as it is saved. */
export function SaveBar({ kind, view, shown, onChange }: Props) {
  const [naming, setNaming] = useState(false)
  const update = useCommand(ViewsService.method.updateView)
  const changed = shown.changed.length > 0
  const now = { filter: both(shown.where, shown.typed), orderBy: shown.order, groupBy: shown.group, columns: shown.columns, layout: shown.layout }
  const may = view.editable && !(view.system && shown.changed.includes('filter'))
  const save = () => {
    const input = { view: { id: view.id, revision: view.revision, ...now }, updateMask: { paths: shown.changed } }
    update.mutate(input, {
      onSuccess: (saved) => {
        keepView(saved)
        tell(text.saved(view.name))
        onChange(asSaved)
      },
      onError: (error) => complain(problemOf(error).reason === 'STALE' ? text.stale : error),
    })
  }
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-2">
      <h2 className="min-w-0 truncate font-semibold">{view.name}</h2>
      {changed && (
        <>
          <span className="text-xs text-soft">{text.changed}</span>
          <span className="grow" />
          <Button look="ghost" className="h-7" onClick={() => onChange(asSaved)}>
            {text.reset}
          </Button>
          <Button className="h-7" onClick={() => setNaming(true)}>
            {text.saveAs}
          </Button>
          {may && (
            <Button look="primary" className="h-7" busy={update.isPending} onClick={save}>
              {text.save}
            </Button>
          )}
        </>
      )}
      {naming && <ViewDialog kind={kind} base={{ ...now, columns: now.columns as View['columns'] }} onClose={() => setNaming(false)} />}
    </div>
  )
}
