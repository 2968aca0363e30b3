// Where what is unread begins.
import { type Message, Message_State } from '~/gen/tandem/conversations/v1/messages_service_pb'

/** The oldest of the newest `count` messages of others. */
export function firstUnread(messages: Pick<Message, 'id' | 'authorId' | 'state'>[], count: number, me: string): string | undefined {
  const others = messages.filter(({ authorId, state }) => authorId !== me && state !== Message_State.SCHEDULED && state !== Message_State.CANCELLED)
  return others.at(-Math.min(count, others.length))?.id
}
