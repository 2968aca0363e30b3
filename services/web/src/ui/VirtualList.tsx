import { type Virtualizer, useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useImperativeHandle, useRef } from 'react'

export interface VirtualHandle {
  show: (index: number) => void
}

interface Props<T> {
  label: string
  rows: T[]
  keyOf: (row: T) => string
  /** Pixels; rows are measured once drawn. */
  rowHeight: number
  children: (row: T, index: number) => ReactNode
  /** Called as the end comes near. */
  onNearEnd?: (() => void) | undefined
  handle?: RefObject<VirtualHandle | null>
}

/** How many rows before the end the next page is asked for. */
const ahead = 12

/** A list of any length, of which only what is seen is drawn. */
export function VirtualList<T>({ label, rows, keyOf, rowHeight, children, onNearEnd, handle }: Props<T>) {
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => keyOf(rows[index]!),
    overscan: 8,
    onChange: (instance) => nearEnd(instance, rows.length) && onNearEnd?.(),
  })
  useImperativeHandle(handle, () => ({ show: (index) => virtual.scrollToIndex(index) }), [virtual])
  return (
    <div ref={box} className="min-h-0 grow overflow-y-auto overscroll-contain" tabIndex={-1}>
      <ul aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <li
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            aria-setsize={rows.length}
            aria-posinset={item.index + 1}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {children(rows[item.index]!, item.index)}
          </li>
        ))}
      </ul>
    </div>
  )
}

function nearEnd(instance: Virtualizer<HTMLDivElement, Element>, count: number): boolean {
  const last = instance.getVirtualItems().at(-1)
  return last !== undefined && last.index >= count - ahead
}
