// How conversations with customers and among users differ: they must never be mistaken for each other.
import { Conversation_Kind as Kind, Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import type { Place } from './useConversation'

export interface Side {
  /** What the tab says of who reads it. */
  readers: string
  empty: string
  placeholder: string
  send: string
  frame: string
  strip: string
  button: string
  bubble: string
}

/** Everything in which the two kinds differ, to the eye. */
export const sides: Record<Visibility.CUSTOMER | Visibility.INTERNAL, Side> = {
  [Visibility.CUSTOMER]: {
    readers: 'Customers read this',
    empty: 'Nothing has been written to the customer yet',
    placeholder: 'Reply to the customer…',
    send: 'Send to customer',
    frame: 'border-customer-line bg-surface',
    strip: 'bg-customer-soft text-customer border-customer-line',
    button: 'bg-customer! text-surface!',
    bubble: 'bg-customer-soft',
  },
  [Visibility.INTERNAL]: {
    readers: 'Only your team reads this',
    empty: 'No internal notes yet',
    placeholder: 'Write a note for your team…',
    send: 'Add internal note',
    frame: 'border-internal-line bg-internal-soft',
    strip: 'bg-internal-soft text-internal border-internal-line',
    button: 'bg-internal! text-surface!',
    bubble: 'bg-internal-soft',
  },
}

/** Words where not the whole team reads it. */
const among: Partial<Record<Kind, Side>> = {
  [Kind.DIRECT]: {
    ...sides[Visibility.INTERNAL],
    readers: 'Only the two of you read this',
    empty: 'Nothing has been written yet',
    placeholder: 'Write a message…',
    send: 'Send',
  },
  [Kind.GROUP]: {
    ...sides[Visibility.INTERNAL],
    readers: 'Only those who take part read this',
    empty: 'Nothing has been written yet',
    placeholder: 'Write to the group…',
    send: 'Send to group',
  },
}

/** The side of a conversation. */
export function sideOf({ visibility, conversation }: Place): Side {
  return among[conversation?.kind ?? Kind.UNSPECIFIED] ?? sides[visibility]
}
