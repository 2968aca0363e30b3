import { useFields, isOf } from '~/features/field/useFields'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { CellEditor } from './CellEditor'
import type { Column } from './shown'

interface Props {
  item: Item
  columns: Column[]
  /** The columns of the row beneath. */
  template: string
}

/** Over a row, which is a link: a button in each cell of a custom field that the item has, to change it. */
export function CellEditors({ item, columns, template }: Props) {
  const fields = useFields(CustomField_Target.ITEM).filter((field) => isOf(field, item.kind, item.typeId))
  return (
    <div className="pointer-events-none absolute inset-0 grid items-center gap-x-2.5 px-4" style={{ gridTemplateColumns: template }}>
      {columns.map((column) => {
        const field = fields.find(({ key }) => `fields.${key}` === column.field)
        return <span key={column.field} className="flex min-w-0 justify-end">{field && <CellEditor item={item} field={field} />}</span>
      })}
    </div>
  )
}
