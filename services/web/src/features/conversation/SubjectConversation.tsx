import { useState } from 'react'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { ConversationChoice } from './ConversationChoice'
import { ConversationTab } from './ConversationTab'
import { type Place, useConversations } from './useConversation'

/** The conversations about something with these readers, one at a time; the first opens when it is first written in. */
export function SubjectConversation(place: Omit<Place, 'conversation'>) {
  const { conversations, error, isPending, refetch } = useConversations(place.subject, place.visibility)
  const [chosen, choose] = useState<string>()
  if (error && isPending) return <Trouble error={error} onRetry={() => void refetch()} />
  if (isPending) return <Loading />
  const conversation = conversations.find(({ id }) => id === chosen) ?? conversations[0]
  return (
    <ConversationTab
      // The first one keeps its place while it opens, and with it what is being written.
      key={conversation === conversations[0] ? 'first' : conversation?.id}
      {...place}
      conversation={conversation}
      choice={conversation && <ConversationChoice place={place} conversations={conversations} current={conversation.id} onChoose={choose} />}
    />
  )
}
