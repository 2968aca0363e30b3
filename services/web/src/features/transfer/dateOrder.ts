// How a file writes dates that may be two, each shown as it would be read.
import { Import_DateOrder as Order } from '~/gen/tandem/items/v1/imports_service_pb'
import { text } from './text'

const dates = new Set(['created', 'finished', 'planned_start', 'planned_finish'])

/** Whether a field takes dates: ours that do, and any custom one. */
export const mayBeDate = (field: string) => dates.has(field) || field.startsWith('fields.')

/** What can be said of a file that has such a date. */
export function orders(unsure: string): { value: Order; label: string }[] {
  const [one = 1, other = 1, year = 1970] = unsure.split(/[/-]/).map(Number)
  return [
    { value: Order.UNSPECIFIED, label: text.orderUnsaid(unsure) },
    { value: Order.DAY_FIRST, label: text.dayFirst(unsure, shown(year, other, one)) },
    { value: Order.MONTH_FIRST, label: text.monthFirst(unsure, shown(year, one, other)) },
  ]
}

function shown(year: number, month: number, day: number): string {
  return new Date(year, month - 1, day).toLocaleDateString('en', { day: 'numeric', month: 'long', year: 'numeric' })
}
