import { useNavigate } from '@tanstack/react-router'
import { FieldFacts } from '~/features/field/FieldFacts'
import { Known } from '~/features/field/Known'
import { useFields } from '~/features/field/useFields'
import { type Organization, OrganizationsService } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { complain } from '~/ui/Toast'
import { KnownText } from './KnownText'
import { NoProfile } from './NoProfile'
import { OrganizationPeople } from './OrganizationPeople'
import { ProfileActivity } from './ProfileActivity'
import { ProfileConversations } from './ProfileConversations'
import { ProfileItems } from './ProfileItems'
import { ProfilePage } from './ProfilePage'
import { ProfileProjects } from './ProfileProjects'
import type { ProfileSearch, TabName } from './search'
import { text } from './text'

const tabs: TabName[] = ['items', 'people', 'conversations', 'projects', 'activity']

/** An organization: its domains and fields, what its people asked for, who they are, what was written, and what is shared with it. */
export function OrganizationPage({ id, search }: { id: string; search: ProfileSearch }) {
  const navigate = useNavigate()
  const { data: organization, error } = useRead(OrganizationsService.method.getOrganization, { id })
  const change = (next: ProfileSearch) => void navigate({ to: '/organizations/$organization', params: { organization: id }, search: { ...search, ...next }, replace: true })
  if (!organization) return <NoProfile error={error} none={text.noOrganizationHere} />
  const filter = `organization = ${id}`
  const { tab = 'items' } = search
  return (
    <ProfilePage
      id={id}
      name={organization.name}
      line={organization.domains.join(', ')}
      facts={<Facts organization={organization} />}
      tabs={tabs}
      tab={tab}
      onTab={(next) => change({ tab: next === 'items' ? undefined : next })}
    >
      {tab === 'items' && <ProfileItems columns="status,number,title,requester,due_time" filter={filter} search={search} onChange={change} />}
      {tab === 'people' && <OrganizationPeople id={id} />}
      {tab === 'conversations' && <ProfileConversations id={id} filter={filter} search={search} onChange={change} />}
      {tab === 'projects' && <ProfileProjects id={id} />}
      {tab === 'activity' && <ProfileActivity id={id} />}
    </ProfilePage>
  )
}

function Facts({ organization }: { organization: Organization }) {
  const { id } = organization
  const fields = useFields(CustomField_Target.ORGANIZATION)
  const update = useCommand(OrganizationsService.method.updateOrganization)
  const keep = (values: Partial<Pick<Organization, 'name' | 'domains' | 'fields'>>, path: string) =>
    update.mutate({ organization: { id, ...values }, updateMask: { paths: [path] } }, { onError: complain })
  return (
    <>
      <KnownText label={text.name} value={organization.name} onKeep={(name) => keep({ name }, 'name')} />
      <KnownText label={text.domains} value={organization.domains.join(', ')} onKeep={(written) => keep({ domains: written.split(/[\s,]+/).filter(Boolean) }, 'domains')} />
      <FieldFacts fields={fields} values={organization.fields} onKeep={({ fields: some, path }) => keep({ fields: some }, path)} />
      <Known label={text.since}>
        <Ago time={organization.createTime} />
      </Known>
    </>
  )
}
