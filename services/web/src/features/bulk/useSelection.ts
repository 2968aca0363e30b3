// Which items are selected: some by hand, or all that match a filter – the list's, or that of one of its groups.
import { useState } from 'react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'

export interface Selection {
  ids: ReadonlySet<string>
  /** Whether who selects may delete all of `ids`; of all that match nobody but the server knows. */
  deletable: boolean
  /** All that match this filter; undefined: those of `ids`. */
  whole: string | undefined
  /** How many by hand. */
  count: number
  /** Whether something is selected. */
  some: boolean
  /** Whether an item of a list of that filter is. */
  has: (id: string, filter: string) => boolean
  /** Selects one of a list or takes it out; with `range`, all from the one before to this. */
  toggle: (list: List, id: string, range: boolean) => void
  takeAll: (filter: string) => void
  clear: () => void
}

const deletes = (item: Item) => item.can?.delete ?? false

/** Items as they stand one under another, and what they were asked for with. */
export interface List {
  items: Item[]
  filter: string
}

const none: ReadonlyMap<string, boolean> = new Map()

/** The most that are named one by one. */
const most = 500

/** The selection of what matches a filter; with another it begins anew. */
export function useSelection(filter: string): Selection {
  const blank = { filter, ids: none, whole: undefined as string | undefined, anchor: '' }
  const [state, setState] = useState(blank)
  const now = state.filter === filter ? state : blank
  const set = (ids: ReadonlyMap<string, boolean>, whole: string | undefined, anchor: string) => setState({ filter, ids, whole, anchor })
  const has = (id: string, of: string) => now.whole === filter || now.whole === of || now.ids.has(id)
  const toggle = ({ items, filter: of }: List, id: string, range: boolean) => {
    const index = items.findIndex((item) => item.id === id)
    if (index < 0) return
    // What was all that matches becomes what of it is on the screen.
    const ids = new Map(now.whole === undefined ? now.ids : items.filter((item) => has(item.id, of)).map((item) => [item.id, deletes(item)]))
    const from = range ? items.findIndex((item) => item.id === now.anchor) : -1
    if (from >= 0 || !ids.delete(id)) {
      const first = from < 0 ? index : Math.min(from, index)
      for (const item of items.slice(first, Math.max(from, index) + 1)) ids.set(item.id, deletes(item))
    }
    if (ids.size <= most) set(ids, undefined, id)
  }
  return {
    ids: new Set(now.ids.keys()),
    deletable: [...now.ids.values()].every(Boolean),
    whole: now.whole,
    count: now.ids.size,
    some: now.whole !== undefined || now.ids.size > 0,
    has,
    toggle,
    takeAll: (of) => set(none, of, ''),
    clear: () => set(none, undefined, ''),
  }
}
