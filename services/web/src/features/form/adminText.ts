// The words of the administration of forms.
import { Audience, Required } from './useForms'

export const mostFields = 60

export const admin = {
  forms: 'Forms',
  about: 'What users are asked for when they make an item of a type or finish it, and what customers are asked for on the portal. The title is always asked for, first.',
  type: 'Type',
  audience: 'Who is asked',
  fields: 'Asked for, in order',
  add: 'Add a field',
  allThere: 'Everything there is to ask for is on it',
  full: `A form asks for at most ${mostFields} fields`,
  remove: (name: string) => `Remove ${name}`,
  requiredFor: (name: string) => `When ${name} must be given`,
  own: 'Custom field',
  first: 'It is the first message of a request',
  reset: 'As it was at first',
  resetDefault: 'Nobody changed it',
  resetAsk: 'Put this form back as it was at first?',
  resetMeans: 'It asks for the usual fields and for every custom field of the type, and requires none.',
  resetCustomerMeans: 'It asks customers for a description only, and the type is offered no more where it is not the default one.',
  preview: 'Preview',
  previewAbout: 'What it looks like. Nothing can be filled in here.',
  offered: 'Customers may choose this type',
  offeredHint: 'The portal offers it where a request is begun.',
  offeredAlways: 'The default type is offered in any case.',
  nothing: 'Nothing but the title is asked for',
  titleOf: { [Audience.UNSPECIFIED]: 'Title', [Audience.AGENT]: 'Title', [Audience.CUSTOMER]: 'Subject' },
}

export const audiences = [
  { id: 'agents', label: 'Users', audience: Audience.AGENT },
  { id: 'customers', label: 'Customers', audience: Audience.CUSTOMER },
] as const

const required = [
  { value: Required.NEVER, label: 'May be left out' },
  { value: Required.TO_CREATE, label: 'Required' },
  { value: Required.TO_FINISH, label: 'Required to finish' },
]

/** When something must be given: customers finish nothing. */
export function requiredOf(audience: Audience): typeof required {
  return audience === Audience.CUSTOMER ? required.slice(0, 2) : required
}

const ofUsers = ['description_html', 'requester_ids', 'priority', 'assignee_ids', 'project_id', 'tags', 'planned_start', 'planned_finish']

/** What may be asked for besides custom fields. */
export function propertiesOf(audience: Audience): string[] {
  return audience === Audience.CUSTOMER ? ['description_html', 'priority'] : ofUsers
}
