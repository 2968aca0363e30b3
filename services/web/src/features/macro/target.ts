// What a macro would be run on from here: the selection of a list, or the item that is open; and the macro that is being run.
import type { MessageInitShape } from '@bufbuild/protobuf'
import { useEffect } from 'react'
import type { Macro } from '~/gen/tandem/automation/v1/macros_service_pb'
import type { ItemSelectionSchema } from '~/gen/tandem/items/v1/bulk_edits_service_pb'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { store } from '~/lib/store'

export interface Target {
  kind: Kind
  selection: MessageInitShape<typeof ItemSelectionSchema>
  /** Undefined: all that match. */
  count: number | undefined
}

const targets = store<Target[]>([])

/** Offers what is shown to macros, as long as it is shown. */
export function useTarget(target: Target): void {
  const key = JSON.stringify([target.kind, target.selection])
  useEffect(() => {
    targets.set([...targets.get(), target])
    return () => targets.set(targets.get().filter((one) => one !== target))
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key says what differs
  }, [key])
}

/** The newest of what is shown. */
export function useCurrentTarget(): Target | undefined {
  return targets.use().at(-1)
}

/** The one item of a target, if it is one. */
export function onlyItem(target: Target | undefined): string {
  return target?.count === 1 ? (target.selection.itemIds?.[0] ?? '') : ''
}

/** The macro that is looked at before it is run, and on what. */
export const running = store<{ macro: Macro; target: Target } | undefined>(undefined)
