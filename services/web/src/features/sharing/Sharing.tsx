import { ProjectShare_Role as Role, ProjectSharesService } from '~/gen/tandem/items/v1/project_shares_service_pb'
import { type Project, Project_Privacy as Privacy, ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { Switch } from '~/ui/Switch'
import { complain, tell } from '~/ui/Toast'
import { AddCustomer } from './AddCustomer'
import { AddMember } from './AddMember'
import { Member } from './Member'
import { text } from './text'

/** Whom a project is shared with, and whether it is private. */
export function Sharing({ project: { id, name, privacy } }: { project: Project }) {
  const { data } = useRead(ProjectSharesService.method.listProjectShares, { projectId: id })
  const update = useCommand(ProjectsService.method.updateProject)
  const share = useCommand(ProjectSharesService.method.shareProject)
  const shares = data?.shares ?? []
  const isPrivate = privacy === Privacy.PRIVATE
  const locked = data?.canChange ? undefined : text.notYours
  const put = (personId: string, role: Role) => share.mutate({ projectId: id, personId, role }, { onError: complain })
  const become = (next: boolean) => {
    const changed = { id, privacy: next ? Privacy.PRIVATE : Privacy.OPEN }
    const onSuccess = () => tell(next ? text.narrowed(name) : text.widened(name))
    update.mutate({ project: changed, updateMask: { paths: ['privacy'] } }, { onSuccess, onError: complain })
  }
  return (
    <div className="grid gap-4">
      <div className="flex items-start justify-between gap-4">
        <p>
          <span className="block font-medium">{text.private}</span>
          <span className="text-sm text-soft">{isPrivate ? text.privateHint : text.openHint}</span>
        </p>
        <Switch label={text.private} checked={isPrivate} disabledReason={update.isPending ? text.private : locked} onChange={become} />
      </div>
      <section aria-label={text.members} className="grid gap-2">
        <h3 className="text-sm font-medium">{text.members}</h3>
        {data && shares.length === 0 && <p className="text-sm text-soft">{text.nobody}</p>}
        <ul className="grid gap-1.5">
          {shares.map((one) => (
            <Member key={one.personId} share={one} locked={locked} onRole={(role) => put(one.personId, role)} />
          ))}
        </ul>
        {data?.canChange && (
          <div className="flex flex-wrap gap-2">
            <AddMember already={shares.map((one) => one.personId)} onAdd={(person) => put(person, Role.STANDARD)} />
            <AddCustomer already={shares.map((one) => one.personId)} onAdd={(person) => put(person, Role.FOLLOWER)} />
          </div>
        )}
      </section>
    </div>
  )
}
