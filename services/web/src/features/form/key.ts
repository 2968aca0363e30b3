/** The key of the custom field that is asked for; nothing for what every item has. */
export function keyOf(field: string): string | undefined {
  return field.startsWith('fields.') ? field.slice('fields.'.length) : undefined
}
