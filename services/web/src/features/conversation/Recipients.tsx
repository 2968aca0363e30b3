import { usePerson } from '~/features/people/usePeople'
import { MessagesService } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { useRead } from '~/lib/query'
import { text } from './text'
import type { Place } from './useConversation'

/** Who would receive a reply posted now. */
export function Recipients({ place: { conversation, expectedIds } }: { place: Place }) {
  const { data } = useRead(MessagesService.method.previewRecipients, { conversationId: conversation?.id ?? '' }, conversation !== undefined)
  const first = usePerson(expectedIds?.[0] ?? '')
  const addresses = data?.recipients.map(({ name, address }) => (name ? `${name} <${address}>` : address))
  const shown = addresses ?? (first?.email ? [`${first.name} <${first.email}>`] : undefined)
  if (conversation && !data) return null
  return (
    <p className="truncate px-3 pt-2 text-xs text-soft" title={shown?.join(', ')}>
      {shown && shown.length > 0 ? (
        <>
          <span className="font-medium text-customer">{text.to}:</span> {shown.join(', ')}
        </>
      ) : (
        text.noRecipients
      )}
    </p>
  )
}
