import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { ConversationTab } from './ConversationTab'
import { type Place, useConversation } from './useConversation'

/** The conversation about something with these readers; it opens when it is first written in. */
export function SubjectConversation(place: Omit<Place, 'conversation'>) {
  const { conversation, error, isPending, refetch } = useConversation(place.subject, place.visibility)
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  if (isPending) return <Loading />
  return <ConversationTab {...place} conversation={conversation} />
}
