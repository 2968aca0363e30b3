// How many chats wait for somebody, and how many are this user's.
import { ChatsService } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { useRead } from '~/lib/query'

const none = { waiting: 0, mine: 0 }

export function useChatCounts(): { waiting: number; mine: number } {
  return useRead(ChatsService.method.getChatCounts, {}).data ?? none
}
