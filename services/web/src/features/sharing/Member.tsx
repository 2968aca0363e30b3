import { Building2, X } from 'lucide-react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { useOrganization } from '~/features/people/useOrganization'
import { usePerson } from '~/features/people/usePeople'
import { type ProjectShare, type ProjectShare_Role as Role, ProjectSharesService } from '~/gen/tandem/items/v1/project_shares_service_pb'
import { useCommand } from '~/lib/query'
import { IconButton } from '~/ui/IconButton'
import { Select } from '~/ui/Select'
import { complain } from '~/ui/Toast'
import { followers, roles, text } from './text'

interface Props {
  share: ProjectShare
  /** Why it cannot be changed. */
  locked: string | undefined
  onRole: (role: Role) => void
}

/** Somebody a project is shared with, and as what. */
export function Member({ share: { projectId, personId, role }, locked, onRole }: Props) {
  const remove = useCommand(ProjectSharesService.method.unshareProject)
  const isOrganization = personId.startsWith('org_')
  const person = usePerson(personId)
  const organization = useOrganization(isOrganization ? personId : '')
  const name = (isOrganization ? organization?.name : person?.name || person?.email) ?? '—'
  const follows = isOrganization || personId.startsWith('cus_')
  return (
    <li className="flex flex-wrap items-center gap-2">
      {isOrganization ? <Building2 aria-hidden className="size-5 text-soft" /> : <PersonAvatar id={personId} />}
      <span className="min-w-16 grow truncate">{name}</span>
      <span className="w-36 sm:w-44">
        <Select aria-label={text.roleOf(name)} options={follows ? followers : roles} value={role} disabled={Boolean(locked) || follows} onChange={onRole} />
      </span>
      {!locked && (
        <IconButton label={text.remove(name)} onClick={() => remove.mutate({ projectId, personId }, { onError: complain })}>
          <X />
        </IconButton>
      )}
    </li>
  )
}
