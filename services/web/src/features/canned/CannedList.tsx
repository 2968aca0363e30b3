import { MessageSquareText } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { CannedRepliesService } from '~/gen/tandem/conversations/v1/canned_replies_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { SearchBox } from '~/ui/SearchBox'
import { Trouble } from '~/ui/Trouble'
import { VirtualList } from '~/ui/VirtualList'
import { CannedRow } from './CannedRow'
import { text } from './text'

/** Those that may be used here, by name. */
export function CannedList({ openId, onNew }: { openId: string | undefined; onNew: () => void }) {
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim().replace(/^\//, ''))
  const list = usePages(CannedRepliesService.method.listCannedReplies, { query, pageSize: 50 })
  const replies = list.data?.pages.flatMap((page) => page.cannedReplies) ?? []
  return (
    <>
      <SearchBox label={text.search} value={typed} onChange={setTyped} />
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={6} />}
      {list.data && replies.length === 0 && (
        <Empty icon={<MessageSquareText aria-hidden />} title={query ? text.noneFound : text.none}>
          {!query && (
            <>
              <p className="max-w-sm text-sm">{text.about}</p>
              <Button className="mt-1" onClick={onNew}>
                {text.newReply}
              </Button>
            </>
          )}
        </Empty>
      )}
      {replies.length > 0 && (
        <VirtualList
          label={text.title}
          rows={replies}
          keyOf={(reply) => reply.id}
          rowHeight={61}
          onNearEnd={() => list.hasNextPage && !list.isFetching && void list.fetchNextPage()}
        >
          {(reply) => <CannedRow reply={reply} open={reply.id === openId} />}
        </VirtualList>
      )}
    </>
  )
}
