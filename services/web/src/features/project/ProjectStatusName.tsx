import { StatusDot } from '../item/StatusDot'
import { useProjectStatuses } from './useProjectStatuses'

/** How a project stands. */
export function ProjectStatusName({ id }: { id: string }) {
  const status = useProjectStatuses().find((one) => one.id === id)
  return (
    status && (
      <>
        <StatusDot status={status} />
        <span className="truncate">{status.name}</span>
      </>
    )
  )
}
