import { useNavigate } from '@tanstack/react-router'
import { roles } from '~/features/admin/text'
import { FieldFacts } from '~/features/field/FieldFacts'
import { Known } from '~/features/field/Known'
import { useFields } from '~/features/field/useFields'
import { useTeams } from '~/features/people/usePeople'
import { type User, UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { useIsAdmin, useMe } from '~/lib/session'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { complain } from '~/ui/Toast'
import { KnownText } from './KnownText'
import { NoProfile } from './NoProfile'
import { ProfileActivity } from './ProfileActivity'
import { ProfileItems } from './ProfileItems'
import { ProfilePage } from './ProfilePage'
import { ProfileProjects } from './ProfileProjects'
import { UserConversations } from './UserConversations'
import type { ProfileSearch, TabName } from './search'
import { text } from './text'

const tabs: TabName[] = ['items', 'conversations', 'projects', 'activity']

/** A member of staff: who they are, what is assigned to them, what was written with them, and what they see. */
export function UserPage({ id, search }: { id: string; search: ProfileSearch }) {
  const navigate = useNavigate()
  const { data: user, error } = useRead(UsersService.method.getUser, { id })
  const change = (next: ProfileSearch) => void navigate({ to: '/users/$user', params: { user: id }, search: { ...search, ...next }, replace: true })
  if (!user) return <NoProfile error={error} none={text.noUser} />
  const { tab = 'items' } = search
  return (
    <ProfilePage
      id={id}
      name={user.name}
      line={roles[user.role]}
      facts={<Facts user={user} />}
      tabs={tabs}
      tab={tab}
      onTab={(next) => change({ tab: next === 'items' ? undefined : next })}
    >
      {tab === 'items' && <ProfileItems columns="status,number,title,requester,due_time" filter={`assignee = ${id}`} search={search} onChange={change} />}
      {tab === 'conversations' && <UserConversations id={id} />}
      {tab === 'projects' && <ProfileProjects id={id} />}
      {tab === 'activity' && <ProfileActivity id={id} />}
    </ProfilePage>
  )
}

function Facts({ user }: { user: User }) {
  const { id } = user
  const admin = useIsAdmin()
  const me = useMe()
  const teams = useTeams().filter((team) => user.teamIds.includes(team.id))
  const fields = useFields(CustomField_Target.USER)
  const update = useCommand(UsersService.method.updateUser)
  const keep = (values: Partial<Pick<User, 'name' | 'fields'>>, path: string) =>
    update.mutate({ user: { id, ...values }, updateMask: { paths: [path] } }, { onError: complain })
  return (
    <>
      <KnownText label={text.name} value={user.name} onKeep={admin || me.id === id ? (name) => keep({ name }, 'name') : undefined} />
      <Known label={text.email}>{user.email}</Known>
      <Known label={text.role}>
        {roles[user.role]} {user.disabled && <Badge tone="danger">{text.disabled}</Badge>}
      </Known>
      {teams.length > 0 && <Known label={text.teams}>{teams.map(({ name }) => name).join(', ')}</Known>}
      <FieldFacts fields={fields} values={user.fields} onKeep={admin ? ({ fields: some, path }) => keep({ fields: some }, path) : undefined} />
      <Known label={text.since}>
        <Ago time={user.createTime} />
      </Known>
    </>
  )
}
