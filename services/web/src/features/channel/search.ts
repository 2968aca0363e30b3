// What the address of the channels' screen says.
export const channelTabs = ['mailboxes', 'policy'] as const
export type ChannelTab = (typeof channelTabs)[number]

export interface ChannelSearch {
  tab?: ChannelTab
}

export function channelSearch(search: Record<string, unknown>): ChannelSearch {
  const tab = channelTabs.find((known) => known === search['tab'])
  return tab ? { tab } : {}
}
