import { SearchX } from 'lucide-react'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { Corrected } from './Corrected'
import { HitRow } from './HitRow'
import { Narrowing } from './Narrowing'
import { filterOf, type SearchSearch } from './search'
import { text } from './text'

interface Props {
  search: SearchSearch
  q: string
}

/** Items that have the words, a page at a time. */
export function ItemResults({ search, q }: Props) {
  const list = usePages(ItemsService.method.searchItems, {
    q,
    pageSize: 25,
    orderBy: search.order ?? 'relevance',
    filter: filterOf(search),
    exact: search.exact ?? false,
  })
  const pages = list.data?.pages ?? []
  const corrected = pages[0]?.correctedQ
  const found = pages.flatMap((page) => page.items.map((item, at) => ({ item, hit: page.hits[at] })))
  return (
    <>
      <Narrowing search={search} />
      {corrected && <Corrected search={search} corrected={corrected} />}
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={6} />}
      {list.data && found.length === 0 && (
        <Empty icon={<SearchX aria-hidden />} title={text.nothing}>
          <p className="text-sm">{text.nothingAbout}</p>
        </Empty>
      )}
      {found.length > 0 && (
        <ul aria-label={text.results}>
          {found.map(({ item, hit }) => (
            <li key={item.id}>
              <HitRow item={item} hit={hit} />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <div className="p-4">
          <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
            {text.more}
          </Button>
        </div>
      )}
    </>
  )
}
