// What conditions can ask about: what everybody keeps, and the custom fields.
import { useFields } from '~/features/field/useFields'
import { type FieldDefinition, fields, ofCustom } from './fields'
import { peopleFields } from './peopleFields'
import { type Subject, isPeople, targetOf } from './subject'

export function useConditionFields(of: Subject): Record<string, FieldDefinition> {
  const custom = useFields(targetOf(of)).map((field) => [`fields.${field.key}`, ofCustom(field)] as const)
  return { ...(isPeople(of) ? peopleFields[of] : fields), ...Object.fromEntries(custom) }
}
