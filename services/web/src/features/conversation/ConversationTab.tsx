import { useQuery } from '@tanstack/react-query'
import { Globe, Lock } from 'lucide-react'
import { type ReactNode, useCallback, useRef, useState } from 'react'
import { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import type { Draft } from '~/lib/draft'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { Composer, type ComposerHandle } from './Composer'
import { Thread } from './Thread'
import { sideOf } from './sides'
import { type Place, draftKey, usePost } from './useConversation'
import { draftOf, openDraft, useDrafts } from './keptDraft'

/** A conversation: what was written and where to answer. Colour, sign and words say who reads it; `choice` stands beside them. To be given a key of its own. */
export function ConversationTab({ choice, ...place }: Place & { choice?: ReactNode }) {
  const { subject, visibility, conversation } = place
  const side = sideOf(place)
  const post = usePost(place)
  const drafts = useDrafts()
  const [key] = useState(() => draftKey(place))
  const opened = useQuery({
    queryKey: ['openDraft', key],
    queryFn: () => openDraft(draftOf(drafts.data?.drafts, subject, visibility, conversation?.id)),
    enabled: !drafts.isPending,
    // Read anew each time the tab opens, and never under the hands of who writes.
    gcTime: 0,
    staleTime: Infinity,
  })
  const composer = useRef<ComposerHandle>(null)
  const takeBack = useCallback((draft: Draft) => composer.current?.takeBack(draft), [])
  const initial = opened.data
  const Sign = visibility === Visibility.CUSTOMER ? Globe : Lock
  if (opened.error) return <Trouble error={opened.error} onRetry={() => void opened.refetch()} />
  if (!initial) return <Loading />
  return (
    <div className="flex grow flex-col">
      <p className={`flex items-center gap-1.5 border-b px-4 py-1 text-xs font-medium ${side.strip}`}>
        <Sign aria-hidden className="size-3.5" />
        <span className="shrink-0">{side.readers}</span>
        {choice}
      </p>
      <Thread conversation={conversation} side={side} sending={post.isPending ? post.variables.draft : undefined} onTakeBack={takeBack} />
      <Composer place={place} post={post} initial={initial} handle={composer} />
    </div>
  )
}
