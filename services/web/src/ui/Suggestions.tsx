import { createPortal } from 'react-dom'
import type { Offered } from './suggest'

/** The list under the caret; the keys stay with the editor. */
export function Suggestions({ offered, at }: { offered: Offered; at: number }) {
  const { rect, choices, label, pick } = offered
  if (!rect || choices.length === 0) return null
  const above = rect.bottom > innerHeight / 2
  const place = above ? { bottom: innerHeight - rect.top + 4 } : { top: rect.bottom + 4 }
  return createPortal(
    <div
      role="listbox"
      aria-label={label}
      style={{ ...place, left: Math.max(8, Math.min(rect.left, innerWidth - 328)) }}
      className="fixed z-60 max-h-64 w-80 overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-pop"
    >
      {choices.map((choice, index) => (
        <div
          key={choice.id}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          onPointerDown={(event) => {
            event.preventDefault()
            pick(choice)
          }}
          className={`flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 py-1 [&_svg]:size-4 [&_svg]:shrink-0 ${index === at ? 'bg-hover' : ''}`}
        >
          {choice.icon}
          <span className="min-w-0 grow truncate">{choice.label}</span>
          {choice.hint && <span className="text-xs text-soft">{choice.hint}</span>}
        </div>
      ))}
    </div>,
    document.getElementById('main') ?? document.body,
  )
}
