import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { text } from './text'

const kinds = [
  { kind: Kind.TICKET, label: text.tickets },
  { kind: Kind.TASK, label: text.tasks },
]

/** Which application is administered. */
export function KindTabs({ value, onChange }: { value: Kind; onChange: (kind: Kind) => void }) {
  return (
    <div role="group" aria-label={text.application} className="inline-flex rounded-md border border-line p-0.5">
      {kinds.map(({ kind, label }) => (
        <button
          key={kind}
          type="button"
          aria-pressed={kind === value}
          onClick={() => onChange(kind)}
          className="h-7 rounded px-3 text-sm font-medium text-soft hover:text-ink aria-pressed:bg-selected aria-pressed:text-ink"
        >
          {label}
        </button>
      ))}
    </div>
  )
}
