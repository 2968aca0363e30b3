import type { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Badge } from '~/ui/Badge'
import { text } from './text'
import { useConversations } from './useConversation'

/** More is not counted. */
const most = 99

/** How many messages in an item's conversations of that kind the user has not read. */
export function UnreadMark({ subject, visibility }: { subject: string; visibility: Visibility }) {
  const { conversations } = useConversations(subject, visibility)
  const count = conversations.reduce((sum, { unreadCount }) => sum + unreadCount, 0)
  if (count === 0) return null
  return (
    <Badge tone="accent">
      <span aria-hidden>{count > most ? `${most}+` : count}</span>
      <span className="sr-only">{text.unread(count)}</span>
    </Badge>
  )
}
