// The grid of a policy as text in cells, and back. Pure.
import { durationFromMs } from '@bufbuild/protobuf/wkt'
import type { SlaClock_Target as Target } from '~/gen/tandem/items/v1/items_service_pb'
import type { SlaPolicy, SlaPolicy_Promise } from '~/gen/tandem/items/v1/sla_policies_service_pb'
import { parseDuration, seconds } from '~/lib/time'
import { targets } from './text'

/** What is written in the cells, by `priority/target`. */
export type Cells = Record<string, string>

export const priorities = [5, 4, 3, 2, 1, 0]

export function keyOf(priority: number, target: Target): string {
  return `${priority}/${target}`
}

/** "4h", "1h 30m", "45m". */
export function written(total: number): string {
  const hours = Math.floor(total / 3600)
  const minutes = Math.round((total % 3600) / 60)
  if (!hours) return `${minutes}m`
  return minutes ? `${hours}h ${minutes}m` : `${hours}h`
}

export function cellsOf(policy: Pick<SlaPolicy, 'promises'> | undefined): Cells {
  const cells = (policy?.promises ?? []).map((promise) => [keyOf(promise.priority, promise.target), written(seconds(promise.within))])
  return Object.fromEntries(cells) as Cells
}

/** The first cell that is no time. */
export function wrongCell(cells: Cells): string | undefined {
  return Object.keys(cells).find((key) => cells[key]?.trim() && !(parseDuration(cells[key]) ?? 0))
}

export function promisesOf(cells: Cells): Pick<SlaPolicy_Promise, 'priority' | 'target' | 'within'>[] {
  return priorities.flatMap((priority) =>
    targets.flatMap(([target]) => {
      const within = parseDuration(cells[keyOf(priority, target)] ?? '')
      return within ? [{ priority, target, within: durationFromMs(within * 1000) }] : []
    }),
  )
}
