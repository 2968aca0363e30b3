import { SearchX } from 'lucide-react'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { Corrected } from './Corrected'
import { HitRow } from './HitRow'
import { LookingBack } from './LookingBack'
import { Narrowing } from './Narrowing'
import { filterOf, type SearchSearch } from './search'
import { text } from './text'
import { useFound } from './useFound'

interface Props {
  search: SearchSearch
  q: string
}

/** Items that have the words, a page at a time. */
export function ItemResults({ search, q }: Props) {
  const { list, found, corrected, lookingBack, more, showMore } = useFound({
    q,
    pageSize: 25,
    orderBy: search.order ?? 'relevance',
    filter: filterOf(search),
    exact: search.exact ?? false,
  })
  return (
    <>
      <Narrowing search={search} />
      {corrected && <Corrected search={search} corrected={corrected} />}
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={6} />}
      {list.data && found.length === 0 && !lookingBack && !more && (
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
      {lookingBack && <LookingBack since={lookingBack} />}
      {more && (
        <div className="p-4">
          <Button onClick={showMore} disabled={list.isFetchingNextPage}>
            {text.more}
          </Button>
        </div>
      )}
    </>
  )
}
