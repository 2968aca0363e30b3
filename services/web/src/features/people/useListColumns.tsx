// What lists can show of people and organizations, column by column.
import type { ReactNode } from 'react'
import type { Customer } from '~/gen/tandem/directory/v1/customers_service_pb'
import type { Organization } from '~/gen/tandem/directory/v1/organizations_service_pb'
import type { User } from '~/gen/tandem/directory/v1/users_service_pb'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { type PeopleList, targetOf } from '../condition/subject'
import { FieldValue } from '../field/FieldValue'
import { useFields } from '../field/useFields'
import { isEmpty, toPlain } from '../field/value'
import { OrganizationLink } from '../profile/OrganizationLink'
import { PersonName } from './PersonName'
import { useChosenColumns } from './chosenColumns'
import { text } from './listText'

export type Listed = Customer | Organization | User

export interface ListColumn {
  field: string
  label: string
  show: (row: Listed) => ReactNode
}

const organization: ListColumn = { field: 'organization', label: text.organization, show: (row) => 'organizationId' in row && row.organizationId && <OrganizationLink id={row.organizationId} /> }
const domain: ListColumn = {
  field: 'domain',
  label: text.domains,
  show: (row) => (
    <span className="flex gap-1 overflow-hidden">
      {'domains' in row && row.domains.slice(0, 3).map((one) => <Badge key={one}>{one}</Badge>)}
    </span>
  ),
}
const team: ListColumn = {
  field: 'team',
  label: text.teams,
  show: (row) =>
    'teamIds' in row &&
    row.teamIds.map((id, at) => (
      <span key={id}>
        {at > 0 && ', '}
        <PersonName id={id} />
      </span>
    )),
}
const created: ListColumn = { field: 'create_time', label: text.created, show: (row) => <Ago time={row.createTime} /> }
const updated: ListColumn = { field: 'update_time', label: text.updated, show: (row) => <Ago time={row.updateTime} /> }

const known: Record<PeopleList, ListColumn[]> = {
  customers: [organization, created, updated],
  organizations: [domain, created, updated],
  users: [team, created, updated],
}

/** All columns that a list may have, and those that were chosen for it. */
export function useListColumns(of: PeopleList): { all: ListColumn[]; shown: ListColumn[] } {
  const chosen = useChosenColumns(of)
  const custom = useFields(targetOf(of)).map((field): ListColumn => ({
    field: `fields.${field.key}`,
    label: field.name,
    show: (row) => {
      const value = toPlain(row.fields[field.key])
      return isEmpty(value) ? null : <FieldValue line field={field} value={value} />
    },
  }))
  const all = [...known[of], ...custom]
  return { all, shown: chosen.flatMap((one) => all.filter(({ field }) => field === one)) }
}
