// What the address holds of the canned replies: the one that is open.
export interface CannedSearch {
  /** `canned_…`, or `new`. */
  reply?: string | undefined
}

export function cannedSearch(search: Record<string, unknown>): CannedSearch {
  return { reply: typeof search.reply === 'string' ? search.reply : undefined }
}
