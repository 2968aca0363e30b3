import { useMemo } from 'react'
import { FieldValue } from '~/features/field/FieldValue'
import { useFields } from '~/features/field/useFields'
import { isEmpty, toPlain } from '~/features/field/value'
import { type CustomField, CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { type Definition, type Definitions, known } from './columns'

/** What lists can show: what everybody keeps, and the custom fields of items. */
export function useDefinitions(): Definitions {
  const fields = useFields(CustomField_Target.ITEM)
  const names = fields.map(({ id, revision }) => `${id} ${revision}`).join()
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the same fields are read into another list each time
  return useMemo(() => ({ ...known, ...Object.fromEntries(fields.map((field) => [`fields.${field.key}`, definitionOf(field)])) }), [names])
}

function definitionOf(field: CustomField): Definition {
  const show: Definition['show'] = (item) => {
    const value = toPlain(item.fields[field.key])
    return isEmpty(value) ? null : <FieldValue line field={field} value={value} />
  }
  return { label: field.name, width: 130, show }
}
