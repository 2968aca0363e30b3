// What texts may name: those of every account, and its custom fields.
import { CustomField_Target as Target, type CustomField, CustomFieldsService } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { client, read } from '~/lib/query'
import type { Trigger } from '~/ui/suggest'

/** What a text may name, and what that is. */
export interface Variable {
  name: string
  about: string
}

/** As it stands in a text. */
export function written(name: string): string {
  return `{{ ${name} }}`
}

/** The custom fields that texts may name: items' and their requesters'. */
export function ofFields(fields: CustomField[]): Variable[] {
  return fields.flatMap(({ target, key, name }) => {
    if (target === Target.ITEM) return { name: `item.fields.${key}`, about: name }
    return target === Target.CUSTOMER ? { name: `requester.fields.${key}`, about: `Requester’s ${name}` } : []
  })
}

/** Variables, offered after "{". */
export function variableTrigger(label: string, usual: Variable[]): Trigger {
  return {
    char: '{',
    label,
    choices: async (query) => {
      const typed = query.replaceAll(/[{\s]/g, '').toLowerCase()
      const kept = await client.ensureQueryData(read(CustomFieldsService.method.listCustomFields, {})).catch(() => undefined)
      const all = [...usual, ...ofFields(kept?.customFields ?? [])]
      const found = all.filter(({ name, about }) => name.includes(typed) || about.toLowerCase().includes(typed))
      return found.map(({ name, about }) => ({ id: name, label: about, hint: name }))
    },
    insert: ({ id }) => written(id),
  }
}
