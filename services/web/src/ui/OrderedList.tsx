import { GripVertical } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'
import { useOrder } from './useOrder'

interface Props<T> {
  label: string
  items: T[]
  idOf: (item: T) => string
  nameOf: (item: T) => string
  /** Puts a thing in another place; not given: the order is not theirs to change. */
  onMove?: ((item: T, to: number) => Promise<unknown>) | undefined
  children: (item: T) => ReactNode
}

/** A list whose order is changed by dragging the grips, or on them by the arrow keys. */
export function OrderedList<T>({ label, items: given, idOf, nameOf, onMove, children }: Props<T>) {
  const [drag, setDrag] = useState<{ from: number; to: number }>()
  const [said, setSaid] = useState('')
  const list = useRef<HTMLUListElement>(null)
  const { items, reorder } = useOrder(given, idOf, list)
  const move = (from: number, to: number) => {
    const item = items[from]
    if (!onMove || item === undefined || from === to || to < 0 || to >= items.length) return
    reorder(item, to, onMove(item, to))
    setSaid(`${nameOf(item)}: ${to + 1} / ${items.length}`)
  }
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (!step) return
    event.preventDefault()
    move(index, index + step)
  }
  const onPointerMove = ({ clientY }: PointerEvent) => {
    if (!drag) return
    const rows = [...(list.current?.children ?? [])].map((row) => row.getBoundingClientRect())
    const to = rows.findIndex(({ bottom }) => clientY < bottom)
    setDrag({ ...drag, to: to < 0 ? rows.length - 1 : to })
  }
  const drop = () => {
    if (drag) move(drag.from, drag.to)
    setDrag(undefined)
  }
  return (
    <>
      <ul ref={list} aria-label={label} className="border-t border-line">
        {items.map((item, index) => (
          <li
            key={idOf(item)}
            className={`flex min-h-12 items-center gap-2 border-b border-line px-2 py-1.5 ${drag?.to === index ? 'bg-selected' : ''} ${drag?.from === index ? 'opacity-55' : ''}`}
          >
            {onMove && (
              <button
                type="button"
                data-grip={idOf(item)}
                aria-label={`Move ${nameOf(item)}`}
                aria-keyshortcuts="ArrowUp ArrowDown"
                title="Drag, or press the arrow keys"
                onPointerDown={(event) => {
                  event.currentTarget.setPointerCapture(event.pointerId)
                  setDrag({ from: index, to: index })
                }}
                onPointerMove={onPointerMove}
                onPointerUp={drop}
                onPointerCancel={() => setDrag(undefined)}
                onKeyDown={(event) => onKeyDown(event, index)}
                className="inline-flex h-8 w-6 shrink-0 cursor-grab touch-none items-center justify-center rounded-md text-soft hover:bg-hover hover:text-ink"
              >
                <GripVertical aria-hidden className="size-4" />
              </button>
            )}
            {children(item)}
          </li>
        ))}
      </ul>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </>
  )
}
