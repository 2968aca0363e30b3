import { EditableField } from '~/features/field/EditableField'
import { useItemFields } from '~/features/field/useFields'
import { toPlain } from '~/features/field/value'
import { keyOf } from '~/features/form/key'
import { useAgentForm } from '~/features/form/useForms'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Fact } from './Fact'
import { useFieldChange } from './useFieldChange'

/** The custom fields of an item, those of its form first, each changed where it stands. */
export function ItemFields({ item }: { item: Item }) {
  const { asked } = useAgentForm(item.typeId)
  const place = ({ key }: { key: string }) => (asked.findIndex(({ field }) => keyOf(field) === key) + asked.length + 1) % (asked.length + 1)
  const fields = useItemFields(item.kind, item.typeId).toSorted((a, b) => place(a) - place(b))
  const change = useFieldChange(item)
  return fields.map((field) => (
    <Fact key={field.id} label={field.name} hint={field.help}>
      <EditableField field={field} value={toPlain(item.fields[field.key])} onKeep={(value) => change.mutate({ key: field.key, value })} />
    </Fact>
  ))
}
