// How a visitor is called.
import type { Chat } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { text } from './text'

/** Their name, else their address, else what tells them apart. */
export function visitorName({ visitor }: Chat): string {
  return visitor?.name || visitor?.email || `${text.visitor} ${(visitor?.id ?? '').slice(-4)}`.trim()
}
