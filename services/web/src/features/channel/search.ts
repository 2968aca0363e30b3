// What the address of the channels' screen says.
import { type OutcomeFilter, outcomeFilters } from './outcomes'

export const channelTabs = ['mailboxes', 'incoming', 'health', 'policy', 'suppressions'] as const
export type ChannelTab = (typeof channelTabs)[number]

export interface ChannelSearch {
  tab?: ChannelTab | undefined
  /** Which of the mails that came. */
  outcome?: OutcomeFilter | undefined
}

export function channelSearch(search: Record<string, unknown>): ChannelSearch {
  // What is not known is named too: the router keeps as it came what is not.
  const found: ChannelSearch = { tab: undefined, outcome: undefined }
  const tab = channelTabs.find((known) => known === search['tab'])
  const outcome = Object.keys(outcomeFilters).find((known) => known === search['outcome'])
  if (tab) found.tab = tab
  if (outcome) found.outcome = outcome as OutcomeFilter
  return found
}
