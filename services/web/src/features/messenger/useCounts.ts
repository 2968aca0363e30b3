// How much waits in the messenger.
import { MessengerService } from '~/gen/tandem/conversations/v1/messenger_service_pb'
import { useRead } from '~/lib/query'
import type { SectionName } from './search'

const none: Record<SectionName, number> & { all: number } = { customers: 0, mine: 0, internal: 0, all: 0 }

/** Conversations with something unread in each section, and in all: one that stands in two counts once. */
export function useCounts() {
  const { data } = useRead(MessengerService.method.getMessengerCounts, {})
  if (!data) return none
  const { fromCustomers: customers, mine, internal } = data
  return { customers, mine, internal, all: Math.max(customers + internal, mine) }
}
