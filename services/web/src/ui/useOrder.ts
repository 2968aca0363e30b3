import { type RefObject, useEffect, useRef, useState } from 'react'

/** Things in an order that is shown at once when one of them is moved, and put right by what comes from the server. */
export function useOrder<T>(given: T[], idOf: (item: T) => string, list: RefObject<HTMLElement | null>) {
  const known = given.map(idOf).join(' ')
  const [local, setLocal] = useState<{ known: string; order: string[] }>()
  const moved = useRef<string>(undefined)
  // What was moved here counts until the server says another order.
  const order = local?.known === known ? local.order : undefined
  const items = order ? given.toSorted((a, b) => order.indexOf(idOf(a)) - order.indexOf(idOf(b))) : given

  // A row that is put elsewhere in the page loses the focus; its grip gets it back.
  useEffect(() => {
    const grip = moved.current && list.current?.querySelector<HTMLElement>(`[data-grip="${moved.current}"]`)
    if (grip && document.activeElement === document.body) grip.focus()
    moved.current = undefined
  })

  const reorder = (item: T, to: number, done: Promise<unknown>) => {
    const id = idOf(item)
    const others = items.map(idOf).filter((one) => one !== id)
    moved.current = id
    setLocal({ known, order: others.toSpliced(to, 0, id) })
    done.catch(() => setLocal(undefined))
  }
  return { items, reorder }
}
