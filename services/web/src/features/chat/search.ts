// What the address holds of the chats: which list, and the chat that is open beside it.

const tabs = ['waiting', 'mine', 'open', 'ended'] as const

export type ChatTab = (typeof tabs)[number]

export interface ChatSearch {
  tab?: ChatTab
  /** `chat_…` */
  chat?: string
}

export function chatSearch(search: Record<string, unknown>): ChatSearch {
  const found: ChatSearch = {}
  const tab = tabs.find((one) => one === search.tab)
  if (tab) found.tab = tab
  if (typeof search.chat === 'string') found.chat = search.chat
  return found
}
