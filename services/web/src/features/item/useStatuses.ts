// The statuses and types of the account: few, read whole, seldom changed.
import { type ItemType, type Kind, type Status, ItemTypesService } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useRead } from '~/lib/query'

const none: Status[] = []

/** Every status of every kind, in order. */
export function useStatuses(): Status[] {
  return useRead(ItemTypesService.method.listStatuses, {}).data?.statuses ?? none
}

/** The statuses an item of that kind may have. */
export function useStatusesOf(kind: Kind): Status[] {
  return useStatuses().filter((status) => status.kind === kind)
}

const noTypes: ItemType[] = []

/** Every type of every kind, in order. */
export function useTypes(): ItemType[] {
  return useRead(ItemTypesService.method.listItemTypes, {}).data?.itemTypes ?? noTypes
}

export function useStatus(id: string): Status | undefined {
  return useStatuses().find((status) => status.id === id)
}
