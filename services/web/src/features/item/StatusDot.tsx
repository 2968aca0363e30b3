import { State, type Status } from '~/gen/tandem/items/v1/item_types_service_pb'

/** A circle in the status's colour: empty before work, half while it goes on, full when finished. */
export function StatusDot({ status, label }: { status: Pick<Status, 'color' | 'name' | 'state'> | undefined; label?: boolean }) {
  const color = status?.color || 'var(--strong-line)'
  const state = status?.state ?? State.NOT_STARTED
  const name = label && status ? { role: 'img', 'aria-label': status.name } : { 'aria-hidden': true }
  return (
    <svg viewBox="0 0 14 14" className="size-3.5 shrink-0" {...name}>
      <circle cx="7" cy="7" r="5.75" fill={state === State.FINISHED ? color : 'none'} stroke={color} strokeWidth="1.75" />
      {state === State.IN_PROGRESS && <path d="M7 3.6a3.4 3.4 0 0 1 0 6.8z" fill={color} />}
      {state === State.FINISHED && <path d="M4.4 7.2l1.8 1.8 3.4-3.8" fill="none" stroke="var(--surface)" strokeWidth="1.6" />}
    </svg>
  )
}
