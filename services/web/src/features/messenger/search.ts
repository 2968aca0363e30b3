// What the address of the messenger says: which list, and which conversation is open beside it.
export const sectionNames = ['customers', 'mine', 'internal'] as const
export type SectionName = (typeof sectionNames)[number]

export interface MessengerSearch {
  section?: SectionName | undefined
  closed?: boolean | undefined
  q?: string | undefined
  /** `conv_…` */
  conversation?: string | undefined
}

export function messengerSearch(search: Record<string, unknown>): MessengerSearch {
  // What is not known is named too: the router keeps as it came what is not.
  const found: MessengerSearch = { section: undefined, closed: undefined, q: undefined, conversation: undefined }
  const section = sectionNames.find((known) => known === search.section)
  if (section) found.section = section
  if (search.closed === true) found.closed = true
  if (search.q !== undefined && search.q !== '') found.q = String(search.q)
  if (typeof search.conversation === 'string') found.conversation = search.conversation
  return found
}
