// What the address holds of the canned replies: the one that is open.
export interface CannedSearch {
  /** `canned_…`, or `new`. */
  reply?: string
}

export function cannedSearch(search: Record<string, unknown>): CannedSearch {
  return typeof search.reply === 'string' ? { reply: search.reply } : {}
}
