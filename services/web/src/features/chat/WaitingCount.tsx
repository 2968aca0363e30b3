import { Chat_State, ChatsService } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { useRead } from '~/lib/query'
import { Badge } from '~/ui/Badge'

const most = 100

/** How many wait; nothing where nobody does. */
export function WaitingCount() {
  const { data } = useRead(ChatsService.method.listChats, { state: Chat_State.WAITING, pageSize: most })
  const count = data?.chats.length ?? 0
  if (count === 0) return null
  return <Badge tone="accent">{count < most ? count : '99+'}</Badge>
}
