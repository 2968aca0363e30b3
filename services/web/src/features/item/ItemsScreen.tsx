import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useShortcut } from '~/lib/keys'
import { Button } from '~/ui/Button'
import { Page } from '~/ui/Page'
import { ItemDetail } from './ItemDetail'
import { ItemList } from './ItemList'
import { openNewItem } from './newItem'
import { type ItemSearch, firstFilter } from './search'
import { text, wordsOf } from './text'

/** Tickets or tasks: the list, and the open one docked beside it. */
export function ItemsScreen({ kind, search }: { kind: Kind; search: ItemSearch }) {
  const words = wordsOf(kind)
  const navigate = useNavigate()
  const change = (next: ItemSearch) => navigate({ to: words.path, search: { ...search, ...next } })
  const close = () => {
    const { item: _closed, ...rest } = search
    void navigate({ to: words.path, search: rest })
  }
  useShortcut('Escape', text.close, close, search.item !== undefined)
  return (
    <div className="flex h-full min-h-0">
      <div className={`min-w-0 grow ${search.item ? 'hidden lg:block lg:max-w-[34rem] lg:basis-[42%]' : ''}`}>
        <Page
          title={words.many}
          actions={
            <Button look="primary" onClick={() => openNewItem(kind)}>
              <Plus aria-hidden />
              {words.newOne}
            </Button>
          }
        >
          <ItemList
            kind={kind}
            filter={search.filter ?? firstFilter}
            order={search.order ?? ''}
            openNumber={search.item === undefined ? undefined : String(search.item)}
            onChange={change}
          />
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
