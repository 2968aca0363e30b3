// What the address holds of the chats: which list, and the chat that is open beside it.

const tabs = ['waiting', 'mine', 'open', 'ended'] as const

export type ChatTab = (typeof tabs)[number]

export interface ChatSearch {
  tab?: ChatTab | undefined
  /** `chat_…` */
  chat?: string | undefined
}

export function chatSearch(search: Record<string, unknown>): ChatSearch {
  // What is not known is named too: the router keeps as it came what is not.
  const found: ChatSearch = { tab: undefined, chat: undefined }
  const tab = tabs.find((one) => one === search.tab)
  if (tab) found.tab = tab
  if (typeof search.chat === 'string') found.chat = search.chat
  return found
}
