// The statuses and types of the account: few, read whole, seldom changed.
import { type ItemType, type Kind, type Status, ItemTypesService } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useRead } from '~/lib/query'

const none: Status[] = []

/** Every status of every kind, in order; retired ones too, as items may have had them. */
export function useStatuses(): Status[] {
  return useRead(ItemTypesService.method.listStatuses, { withRetired: true }).data?.statuses ?? none
}

/** The statuses that items of a type may get, in its order. */
export function useStatusesOf(typeId: string): Status[] {
  const statuses = useStatuses()
  const type = useTypes().find((one) => one.id === typeId)
  return type?.statusIds.flatMap((id) => statuses.find((status) => status.id === id) ?? []) ?? none
}

/** The statuses that items of a kind may have, whatever their type. */
export function useStatusesOfKind(kind: Kind): Status[] {
  const used = new Set(useOfferedTypes(kind).flatMap((type) => type.statusIds))
  return useStatuses().filter((status) => status.kind === kind && !status.retired && used.has(status.id))
}

const noTypes: ItemType[] = []

/** Every type of every kind, in order; retired ones too, as items have them. */
export function useTypes(): ItemType[] {
  return useRead(ItemTypesService.method.listItemTypes, { withRetired: true }).data?.itemTypes ?? noTypes
}

/** The types that are offered for an item of a kind. */
export function useOfferedTypes(kind: Kind): ItemType[] {
  return useTypes().filter((type) => type.kind === kind && !type.retired && !type.hidden)
}

export function useStatus(id: string): Status | undefined {
  return useStatuses().find((status) => status.id === id)
}
