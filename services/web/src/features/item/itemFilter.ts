// The filter that is sent: the kind, and what the person typed, in one AIP-160 text.
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { wordsOf } from './text'

/** Items read at once. */
export const pageSize = 50

export function listInput(kind: Kind, filter: string, orderBy: string) {
  const ofKind = `kind = ${wordsOf(kind).filterValue}`
  const typed = filter.trim()
  // What was typed comes first, so that a place in it that the server names is the place on the screen. In AIP-160 OR
  // binds closer than AND: no brackets are needed.
  return { pageSize, filter: typed ? `${typed} AND ${ofKind}` : ofKind, orderBy }
}
