import { type PointerEvent, useRef } from 'react'
import { widthOf } from './columns'
import type { Column } from './shown'
import { text } from './text'
import { useDefinitions } from './useDefinitions'

const least = 40
const most = 1_000
const step = 10

/** The right edge of a column's head: dragged, or moved by the arrows. */
export function ColumnEdge({ column, onWiden }: { column: Column; onWiden: (width: number) => void }) {
  const from = useRef<{ x: number; width: number }>(undefined)
  const definitions = useDefinitions()
  const width = widthOf(column, definitions)
  const set = (next: number) => onWiden(Math.min(Math.max(Math.round(next), least), most))
  const onPointerUp = (event: PointerEvent) => {
    if (!from.current) return
    set(from.current.width + event.clientX - from.current.x)
    from.current = undefined
  }
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={text.width(definitions[column.field]!.label)}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = { x: event.clientX, width }
      }}
      onPointerUp={onPointerUp}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -step, ArrowRight: step }[event.key]
        if (!by) return
        event.preventDefault()
        event.stopPropagation()
        set(width + by)
      }}
      className="absolute inset-y-1.5 -right-2 w-1.5 cursor-col-resize touch-none border-r border-line hover:border-accent"
    />
  )
}
