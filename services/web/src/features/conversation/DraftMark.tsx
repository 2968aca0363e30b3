import type { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Badge } from '~/ui/Badge'
import { text } from './text'
import { useConversation } from './useConversation'
import { draftOf, useDrafts } from './useDraft'

/** Says that something is begun and not sent in one of an item's conversations. */
export function DraftMark({ subject, visibility }: { subject: string; visibility: Visibility }) {
  const { conversation, isPending } = useConversation(subject, visibility)
  const draft = draftOf(useDrafts().data?.drafts, subject, visibility, conversation?.id)
  return draft && !isPending ? <Badge>{text.draft}</Badge> : null
}
