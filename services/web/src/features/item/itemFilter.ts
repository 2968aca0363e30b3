// The filter that is sent: the kind, and what the person typed, in one AIP-160 text.
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { wordsOf } from './text'

/** Items read at once. */
export const pageSize = 50

export function listInput(kind: Kind, filter: string, orderBy: string) {
  const ofKind = `kind = ${wordsOf(kind).filterValue}`
  const typed = filter.trim()
  return { pageSize, filter: typed ? `${ofKind} AND (${typed})` : ofKind, orderBy }
}
