import { MailX } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { SuppressionsService } from '~/gen/tandem/conversations/v1/suppressions_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { SearchBox } from '~/ui/SearchBox'
import { Trouble } from '~/ui/Trouble'
import { SuppressionRow } from './SuppressionRow'
import { text } from './text'

const words = text.suppressions

/** Addresses that nothing automatic is sent to. */
export function SuppressionList() {
  const [typed, setTyped] = useState('')
  const address = useDeferredValue(typed.trim().toLowerCase())
  const list = usePages(SuppressionsService.method.listSuppressions, { pageSize: 50, address })
  const suppressions = list.data?.pages.flatMap((page) => page.suppressions) ?? []
  return (
    <>
      <p className="px-4 pt-3 text-sm text-soft">{words.about}</p>
      <SearchBox label={words.search} value={typed} onChange={setTyped} />
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={4} />}
      {list.data && suppressions.length === 0 && <Empty icon={<MailX aria-hidden />} title={address ? words.notFound(address) : words.none} />}
      <ul aria-label={words.title}>
        {suppressions.map((suppression) => (
          <SuppressionRow key={suppression.id} suppression={suppression} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="ghost" className="m-4" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </>
  )
}
