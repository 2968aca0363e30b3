import type { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Badge } from '~/ui/Badge'
import { text } from './text'
import { useConversations } from './useConversation'
import { draftOf, useDrafts } from './keptDraft'

/** Says that something is begun and not sent in one of an item's conversations. */
export function DraftMark({ subject, visibility }: { subject: string; visibility: Visibility }) {
  const { conversations, isPending } = useConversations(subject, visibility)
  const drafts = useDrafts().data?.drafts
  const ids = conversations.length > 0 ? conversations.map(({ id }) => id) : [undefined]
  const begun = ids.some((id) => {
    const kept = draftOf(drafts, subject, visibility, id)
    // Who gets it was chosen, and nothing was written yet.
    return kept !== undefined && (kept.html !== '' || kept.attachments.length > 0)
  })
  return begun && !isPending ? <Badge>{text.draft}</Badge> : null
}
