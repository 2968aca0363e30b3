// How many items have a type, a status or a field.
import { ItemTypesService } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useRead } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { text } from './text'

/** Answers with "12 items" for an id; nothing where no item has it. */
export function useUsage(): (id: string) => string | undefined {
  const { data } = useRead(ItemTypesService.method.getItemTypeUsage, {}, useIsAdmin())
  return (id) => {
    const use = data?.uses.find((one) => one.id === id)
    return use && text.used(use.items, data?.partial ?? false)
  }
}
