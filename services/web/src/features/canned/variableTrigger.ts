// Variables of canned replies, offered after "{".
import type { Trigger } from '~/ui/suggest'
import { text, variables } from './text'

/** As it stands in a text. */
export function written(name: string): string {
  return `{{ ${name} }}`
}

export const variableTrigger: Trigger = {
  char: '{',
  label: text.variables,
  choices: (query) => {
    const typed = query.replaceAll(/[{\s]/g, '').toLowerCase()
    return variables
      .filter(({ name, about }) => name.includes(typed) || about.toLowerCase().includes(typed))
      .map(({ name, about }) => ({ id: name, label: about, hint: name }))
  },
  insert: ({ id }) => written(id),
}
