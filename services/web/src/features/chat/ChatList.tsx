import { MessagesSquare } from 'lucide-react'
import { Chat_State, ChatsService } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { ChatRow } from './ChatRow'
import type { ChatTab } from './search'
import { text } from './text'

const wanted: Record<ChatTab, { state?: Chat_State; mine?: boolean }> = {
  waiting: { state: Chat_State.WAITING },
  mine: { mine: true },
  open: {},
  ended: { state: Chat_State.ENDED },
}

/** Chats, the longest waiting first; ended ones newest first. */
export function ChatList({ tab, openId }: { tab: ChatTab; openId: string | undefined }) {
  const list = usePages(ChatsService.method.listChats, { ...wanted[tab], pageSize: 50 })
  const chats = list.data?.pages.flatMap((page) => page.chats) ?? []
  return (
    <div className="min-h-0 grow overflow-y-auto">
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={4} />}
      {list.data && chats.length === 0 && <Empty icon={<MessagesSquare aria-hidden />} title={text.none[tab]}><p className="text-sm">{text.noneAbout[tab]}</p></Empty>}
      <ul aria-label={text.title}>
        {chats.map((chat) => (
          <ChatRow key={chat.id} chat={chat} tab={tab} current={chat.id === openId} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="ghost" className="m-3" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </div>
  )
}
