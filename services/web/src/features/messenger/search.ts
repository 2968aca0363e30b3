// What the address of the messenger says: which list, and which conversation is open beside it.
export const sectionNames = ['customers', 'mine', 'internal'] as const
export type SectionName = (typeof sectionNames)[number]

export interface MessengerSearch {
  section?: SectionName
  closed?: boolean
  q?: string
  /** `conv_…` */
  conversation?: string
}

export function messengerSearch(search: Record<string, unknown>): MessengerSearch {
  const found: MessengerSearch = {}
  const section = sectionNames.find((known) => known === search.section)
  if (section) found.section = section
  if (search.closed === true) found.closed = true
  if (search.q !== undefined && search.q !== '') found.q = String(search.q)
  if (typeof search.conversation === 'string') found.conversation = search.conversation
  return found
}
