// An order as text, and what a click on a column's head makes of it. Pure.

export interface Key {
  field: string
  descending: boolean
}

const most = 3

/** Fields that lists can be ordered by, and whether the largest is what one wants first. */
const sortable: Record<string, boolean> = {
  number: true,
  priority: true,
  due_time: false,
  create_time: true,
  update_time: true,
  finish_time: true,
  planned_start: false,
  planned_finish: false,
  status: false,
  title: false,
}

/** Fields by which a list is walked in stretches: they can only be the first. */
const leading = new Set(['planned_start', 'planned_finish', 'status'])

export function isSortable(field: string): boolean {
  return field in sortable
}

export function readOrder(text: string): Key[] {
  return text
    .split(',')
    .map((part) => part.trim().split(/\s+/))
    .filter(([field]) => field)
    .map(([field = '', direction]) => ({ field, descending: direction === 'desc' }))
}

export function writeOrder(keys: Key[]): string {
  return keys.map(({ field, descending }) => (descending ? `${field} desc` : field)).join(', ')
}

/** A click orders by the column, again the other way, and then not at all; with `add` the other keys stay, after it where it must be the first. */
export function clicked(text: string, field: string, add: boolean): string {
  const keys = readOrder(text)
  const at = keys.findIndex((key) => key.field === field)
  const first: Key = { field, descending: sortable[field] ?? false }
  if (!add) {
    const old = keys[at]
    if (!old || keys.length > 1) return writeOrder([first])
    return old.descending === first.descending ? writeOrder([{ field, descending: !old.descending }]) : ''
  }
  if (at < 0 && leading.has(field)) return writeOrder([first, ...keys.filter((key) => !leading.has(key.field)).slice(0, most - 1)])
  if (at < 0) return writeOrder([...keys.slice(0, most - 1), first])
  const turned = { field, descending: !keys[at]!.descending }
  return keys[at]!.descending === first.descending ? writeOrder(keys.with(at, turned)) : writeOrder(keys.toSpliced(at, 1))
}
