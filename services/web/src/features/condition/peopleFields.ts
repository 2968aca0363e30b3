// What conditions can ask about people and organizations.
import { type FieldDefinition, verbs } from './fields'
import type { PeopleList } from './subject'

const name: FieldDefinition = { label: 'Name', kind: 'text', verbs: verbs.text }
const email: FieldDefinition = { label: 'E-mail', kind: 'text', verbs: verbs.text }
const disabled: FieldDefinition = { label: 'Disabled', kind: 'yesno', verbs: verbs.choice }
const times: Record<string, FieldDefinition> = {
  create_time: { label: 'Created', kind: 'time', verbs: verbs.order },
  update_time: { label: 'Updated', kind: 'time', verbs: verbs.order },
}

export const peopleFields: Record<PeopleList, Record<string, FieldDefinition>> = {
  customers: { name, email, organization: { label: 'Organization', kind: 'organization', verbs: verbs.maybe }, disabled, ...times },
  organizations: { name, domain: { label: 'Mail domain', kind: 'text', verbs: [...verbs.text, 'set', 'unset'] }, ...times },
  users: { name, email, role: { label: 'Role', kind: 'role', verbs: verbs.choice }, team: { label: 'Team', kind: 'team', verbs: verbs.maybe }, disabled, ...times },
}
