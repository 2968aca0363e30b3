import type { ReactNode } from 'react'
import { Button } from './Button'

interface Props {
  label: string
  /** Where it stands, in words. */
  state: string
  at: number
  of: number
  /** What became of how many; what says nothing is left out. */
  lines: (string | false)[]
  children: ReactNode
  stop: { label: string; on: (() => void) | false }
  undo: { label: string; on: (() => void) | false; busy: boolean }
  close: { label: string; on: () => void }
}

/** How far something is that is done to many items: a bar, what became of them, and what can be done about it. */
export function RunProgress({ label, state, at, of, lines, children, stop, undo, close }: Props) {
  return (
    <section aria-label={label} className="grid gap-3">
      <p role="status" className="font-medium">
        {state}
      </p>
      <progress aria-label={label} value={at} max={of} className="h-2 w-full accent-(--accent)" />
      <ul className="grid gap-1 text-sm">{lines.map((line) => line && <li key={line}>{line}</li>)}</ul>
      {children}
      <div className="flex justify-end gap-2">
        {stop.on && <Button onClick={stop.on}>{stop.label}</Button>}
        {undo.on && (
          <Button busy={undo.busy} onClick={undo.on}>
            {undo.label}
          </Button>
        )}
        <Button autoFocus look="primary" onClick={close.on}>
          {close.label}
        </Button>
      </div>
    </section>
  )
}
