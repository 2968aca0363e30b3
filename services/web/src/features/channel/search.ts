// What the address of the channels' screen says.
import { type OutcomeFilter, outcomeFilters } from './outcomes'

export const channelTabs = ['mailboxes', 'incoming', 'health', 'policy', 'suppressions'] as const
export type ChannelTab = (typeof channelTabs)[number]

export interface ChannelSearch {
  tab?: ChannelTab
  /** Which of the mails that came. */
  outcome?: OutcomeFilter
}

export function channelSearch(search: Record<string, unknown>): ChannelSearch {
  const found: ChannelSearch = {}
  const tab = channelTabs.find((known) => known === search['tab'])
  const outcome = Object.keys(outcomeFilters).find((known) => known === search['outcome'])
  if (tab) found.tab = tab
  if (outcome) found.outcome = outcome as OutcomeFilter
  return found
}
