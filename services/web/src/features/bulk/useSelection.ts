// Which items of a list are selected: some by hand, or all that match its filter.
import { useState } from 'react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'

export interface Selection {
  ids: ReadonlySet<string>
  all: boolean
  /** How many by hand. */
  count: number
  has: (id: string) => boolean
  /** Selects one or takes it out; with `range`, all from the one before to this. */
  toggle: (index: number, range: boolean) => void
  takeAll: () => void
  clear: () => void
}

const none: ReadonlySet<string> = new Set()

/** The most that are named one by one. */
const most = 500

/** The selection of a list; with another filter it begins anew. */
export function useSelection(items: Item[], filter: string): Selection {
  const [state, setState] = useState({ filter, ids: none, all: false, anchor: '' })
  const now = state.filter === filter ? state : { filter, ids: none, all: false, anchor: '' }
  const set = (ids: ReadonlySet<string>, all: boolean, anchor: string) => setState({ filter, ids, all, anchor })
  const toggle = (index: number, range: boolean) => {
    const item = items[index]
    if (!item) return
    const before = now.all ? new Set(items.map(({ id }) => id)) : now.ids
    const ids = new Set(before)
    const from = range ? items.findIndex(({ id }) => id === now.anchor) : -1
    if (from >= 0) for (const { id } of items.slice(Math.min(from, index), Math.max(from, index) + 1)) ids.add(id)
    else if (!ids.delete(item.id)) ids.add(item.id)
    if (ids.size <= most) set(ids, false, item.id)
  }
  return {
    ids: now.ids,
    all: now.all,
    count: now.ids.size,
    has: (id) => now.all || now.ids.has(id),
    toggle,
    takeAll: () => set(none, true, ''),
    clear: () => set(none, false, ''),
  }
}
