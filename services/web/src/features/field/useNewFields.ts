// The custom fields of something new, as they are filled in.
import { useState } from 'react'
import type { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { useFields } from './useFields'
import { type Plain, type PlainValues, defaults, given } from './value'

export function useNewFields(target: CustomField_Target) {
  const fields = useFields(target)
  const [chosen, setChosen] = useState<PlainValues>({})
  const values = { ...defaults(fields), ...chosen }
  const set = (key: string, value: Plain) => setChosen({ ...chosen, [key]: value })
  return { fields, values, set, given: given(values) }
}
