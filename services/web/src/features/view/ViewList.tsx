import { ChevronRight, Plus } from 'lucide-react'
import { useState } from 'react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import type { View } from '~/gen/tandem/items/v1/views_service_pb'
import { useIsAdmin } from '~/lib/session'
import { IconButton } from '~/ui/IconButton'
import { tell } from '~/ui/Toast'
import { wordsOf } from '../item/text'
import { RemoveView } from './RemoveView'
import { ViewDialog } from './ViewDialog'
import { ViewLink } from './ViewLink'
import { ViewMenu } from './ViewMenu'
import { text } from './text'
import { useViewCommands } from './useViewCommands'
import { useViewCounts } from './useViewCounts'
import { sectionOf, sectionsOf } from './useViews'

interface Props {
  kind: Kind
  views: View[]
  current: string
  /** Called when one was chosen. */
  onOpen?: () => void
}

/** The views of an app in their sections, with live counts. */
export function ViewList({ kind, views, current, onOpen }: Props) {
  const { path, many } = wordsOf(kind)
  const admin = useIsAdmin()
  const commands = useViewCommands(views)
  const [showHidden, setShowHidden] = useState(false)
  const [doing, setDoing] = useState<{ what: 'new' | 'edit' | 'copy' | 'remove'; view?: View }>()
  const { hidden, ...sections } = sectionsOf(views)
  const seen = [...Object.values(sections).flat(), ...(showHidden ? hidden : [])]
  const counts = useViewCounts(seen.map(({ id }) => id))
  const link = (view: View) => (
    <ViewLink
      key={view.id}
      view={view}
      path={path}
      current={view.id === current}
      count={counts.get(view.id)}
      fixed={sectionOf(view) !== 'mine' && !admin}
      onStep={(by) => {
        const place = commands.step(view, by)
        if (place) tell(text.moved(view.name, place.place, place.of))
      }}
      onDropped={(id) => {
        const dragged = views.find((one) => one.id === id)
        if (dragged && dragged.id !== view.id) commands.before(dragged, view)
      }}
      onOpen={onOpen}
    >
      <ViewMenu
        view={view}
        commands={commands}
        onEdit={() => setDoing({ what: 'edit', view })}
        onDuplicate={() => setDoing({ what: 'copy', view })}
        onRemove={() => setDoing({ what: 'remove', view })}
      />
    </ViewLink>
  )
  const done = () => setDoing(undefined)
  return (
    <nav aria-label={text.viewsOf(many)} className="grid grid-cols-[minmax(0,1fr)] content-start gap-3 p-2">
      {(['pinned', 'mine', 'shared', 'standard'] as const).map(
        (name) =>
          (sections[name].length > 0 || name === 'mine') && (
            <section key={name} aria-label={text[name]}>
              <div className="flex h-7 items-center justify-between pr-1 pl-2">
                <h2 className="text-xs font-medium text-soft">{text[name]}</h2>
                {name === 'mine' && (
                  <IconButton label={text.newView} className="size-6" onClick={() => setDoing({ what: 'new' })}>
                    <Plus />
                  </IconButton>
                )}
              </div>
              <ul className="grid grid-cols-[minmax(0,1fr)] gap-0.5">{sections[name].map(link)}</ul>
            </section>
          ),
      )}
      {hidden.length > 0 && (
        <section aria-label={text.hidden}>
          <button
            type="button"
            aria-expanded={showHidden}
            onClick={() => setShowHidden(!showHidden)}
            className="flex h-7 w-full items-center gap-1 rounded-md px-1 text-xs font-medium text-soft hover:bg-hover"
          >
            <ChevronRight aria-hidden className={`size-3.5 ${showHidden ? 'rotate-90' : ''}`} />
            {text.hidden} ({hidden.length})
          </button>
          {showHidden && <ul className="grid grid-cols-[minmax(0,1fr)] gap-0.5">{hidden.map(link)}</ul>}
        </section>
      )}
      {doing?.what === 'remove' && doing.view && <RemoveView view={doing.view} commands={commands} onClose={done} />}
      {doing && doing.what !== 'remove' && (
        <ViewDialog kind={kind} base={doing.view} editing={doing.what === 'edit'} onClose={done} />
      )}
    </nav>
  )
}
