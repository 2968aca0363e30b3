import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useShortcut } from '~/lib/keys'
import { Button } from '~/ui/Button'
import { Loading } from '~/ui/Loading'
import { Page } from '~/ui/Page'
import { Trouble } from '~/ui/Trouble'
import { ViewList } from '../view/ViewList'
import { ViewPane } from '../view/ViewPane'
import { ViewSheet } from '../view/ViewSheet'
import { currentView, isNamed, useViews } from '../view/useViews'
import { ItemDetail } from './ItemDetail'
import { openNewItem } from './newItem'
import type { ItemSearch } from './search'
import { text, wordsOf } from './text'

/** Tickets or tasks: their views, what the one that is open shows, and the open item docked beside it. */
export function ItemsScreen({ kind, search }: { kind: Kind; search: ItemSearch }) {
  const words = wordsOf(kind)
  const navigate = useNavigate()
  const { views, loading, error, again } = useViews(kind)
  const view = currentView(views, search.view)
  const change = (next: ItemSearch) => navigate({ to: words.path, search: { ...search, ...next } })
  const close = () => {
    const { item: _closed, ...rest } = search
    void navigate({ to: words.path, search: rest })
  }
  useShortcut('Escape', text.close, close, search.item !== undefined)
  return (
    <div className="flex h-full min-h-0">
      <div className={`hidden w-60 shrink-0 overflow-y-auto border-r border-line bg-canvas ${search.item ? '2xl:block' : 'lg:block'}`}>
        {view && <ViewList kind={kind} views={views} current={view.id} />}
      </div>
      <div className={`min-w-0 grow ${search.item ? 'hidden lg:block lg:max-w-[34rem] lg:basis-[42%]' : ''}`}>
        <Page
          title={words.many}
          actions={
            <>
              {view && <ViewSheet kind={kind} views={views} current={view} docked={search.item !== undefined} />}
              <Button look="primary" onClick={() => openNewItem(kind)}>
                <Plus aria-hidden />
                {words.newOne}
              </Button>
            </>
          }
        >
          {error && !view && <Trouble error={error} onRetry={again} />}
          {loading && !error && <Loading lines={8} />}
          {view && (
            <ViewPane
              key={view.id}
              kind={kind}
              view={view}
              search={search}
              missing={search.view !== undefined && !isNamed(view, search.view)}
              onChange={change}
            />
          )}
        </Page>
      </div>
      {search.item && (
        <aside aria-label={`${words.one} #${search.item}`} className="min-w-0 grow basis-0 border-line lg:border-l">
          <ItemDetail key={search.item} id={String(search.item)} onClose={close} />
        </aside>
      )}
    </div>
  )
}
