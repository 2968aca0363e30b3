import { EditableField } from '~/features/field/EditableField'
import { useItemFields } from '~/features/field/useFields'
import { toPlain } from '~/features/field/value'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Fact } from './Fact'
import { useFieldChange } from './useFieldChange'

/** The custom fields of an item, each changed where it stands. */
export function ItemFields({ item }: { item: Item }) {
  const fields = useItemFields(item.kind, item.typeId)
  const change = useFieldChange(item)
  return fields.map((field) => (
    <Fact key={field.id} label={field.name} hint={field.help}>
      <EditableField field={field} value={toPlain(item.fields[field.key])} onKeep={(value) => change.mutate({ key: field.key, value })} />
    </Fact>
  ))
}
