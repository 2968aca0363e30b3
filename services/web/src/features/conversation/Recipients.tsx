import { usePerson } from '~/features/people/usePeople'
import { MessagesService } from '~/gen/tandem/conversations/v1/messages_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { useRead } from '~/lib/query'
import { text } from './text'

/** Who would receive a reply posted now. */
export function Recipients({ item, conversationId }: { item: Item; conversationId: string | undefined }) {
  const { data } = useRead(MessagesService.method.previewRecipients, { conversationId: conversationId ?? '' }, conversationId !== undefined)
  const first = usePerson(item.requesterIds[0] ?? '')
  const addresses = data?.recipients.map(({ name, address }) => (name ? `${name} <${address}>` : address))
  const shown = addresses ?? (first?.email ? [`${first.name} <${first.email}>`] : undefined)
  if (conversationId && !data) return null
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
