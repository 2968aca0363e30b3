import { useQuery } from '@tanstack/react-query'
import { Globe, Lock } from 'lucide-react'
import { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { Composer } from './Composer'
import { Thread } from './Thread'
import { TypingLine } from '~/features/presence/TypingLine'
import { sides } from './text'
import { useConversation, usePost } from './useConversation'
import { draftOf, openDraft, useDrafts } from './useDraft'

interface Props {
  item: Item
  visibility: Visibility.CUSTOMER | Visibility.INTERNAL
}

/** One of the two conversations of an item. Colour, sign and words say which. */
export function ConversationTab({ item, visibility }: Props) {
  const side = sides[visibility]
  const { conversation, error, isPending, refetch } = useConversation(item.id, visibility)
  const post = usePost(item.id, visibility, conversation?.id)
  const drafts = useDrafts()
  const opened = useQuery({
    queryKey: ['openDraft', item.id, visibility],
    queryFn: () => openDraft(draftOf(drafts.data?.drafts, item.id, visibility, conversation?.id)),
    enabled: !isPending && !drafts.isPending,
    // Read anew each time the tab opens, and never under the hands of who writes.
    gcTime: 0,
    staleTime: Infinity,
  })
  const initial = opened.data
  const Sign = visibility === Visibility.CUSTOMER ? Globe : Lock
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  if (opened.error) return <Trouble error={opened.error} onRetry={() => void opened.refetch()} />
  if (isPending || !initial) return <Loading />
  return (
    <div className="flex grow flex-col">
      <p className={`flex items-center gap-1.5 border-b px-4 py-1 text-xs font-medium ${side.strip}`}>
        <Sign aria-hidden className="size-3.5" />
        {side.readers}
      </p>
      <Thread
        conversationId={conversation?.id}
        side={side}
        sending={post.isPending ? post.variables.draft : undefined}
      />
      <TypingLine subject={item.id} />
      <Composer item={item} visibility={visibility} conversationId={conversation?.id} post={post} initial={initial} />
    </div>
  )
}
