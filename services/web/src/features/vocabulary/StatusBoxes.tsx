import { StatusDot } from '~/features/item/StatusDot'
import type { Status } from '~/gen/tandem/items/v1/item_types_service_pb'
import { text } from './text'

interface Props {
  statuses: Status[]
  /** The ids of those that are chosen, in order. */
  value: string[]
  problem: string | undefined
  onChange: (statusIds: string[]) => void
}

/** Which statuses a type has. A new one comes last. */
export function StatusBoxes({ statuses, value, problem, onChange }: Props) {
  const toggle = (id: string) => onChange(value.includes(id) ? value.filter((one) => one !== id) : [...value, id])
  return (
    <fieldset>
      <legend className="pb-1 text-sm font-medium">{text.statuses}</legend>
      <div className="grid max-h-44 gap-1 overflow-y-auto rounded-md border border-strong-line/60 p-2 sm:grid-cols-2">
        {statuses.map((status) => (
          <label key={status.id} className="flex min-w-0 items-center gap-2 text-sm">
            <input type="checkbox" checked={value.includes(status.id)} onChange={() => toggle(status.id)} className="size-4 shrink-0 accent-(--accent)" />
            <StatusDot status={status} />
            <span className="truncate">{status.name}</span>
          </label>
        ))}
      </div>
      {problem && (
        <p role="alert" className="pt-1 text-xs text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  )
}
