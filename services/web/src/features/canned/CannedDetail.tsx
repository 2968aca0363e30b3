import { ArrowLeft, Trash2, X } from 'lucide-react'
import { useTeams } from '~/features/people/usePeople'
import { type CannedReply, CannedReply_Scope as Scope, CannedRepliesService } from '~/gen/tandem/conversations/v1/canned_replies_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { useIsAdmin, useMe } from '~/lib/session'
import { IconButton } from '~/ui/IconButton'
import { Loading } from '~/ui/Loading'
import { complain, tell } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { CannedForm } from './CannedForm'
import { text } from './text'

interface Props {
  /** `canned_…`, or `new`. */
  id: string
  onOpen: (id: string | undefined) => void
}

/** One canned reply, or a new one: to be read, changed, tried, deleted. */
export function CannedDetail({ id, onOpen }: Props) {
  const isNew = id === 'new'
  const { data: reply, error, refetch } = useRead(CannedRepliesService.method.getCannedReply, { id }, !isNew)
  const remove = useCommand(CannedRepliesService.method.deleteCannedReply)
  const forbidden = useForbidden(reply)
  const onRemove = (one: CannedReply) => {
    if (!confirm(text.removeQuestion(one.name))) return
    const onSuccess = () => {
      tell(text.removed(one.name))
      onOpen(undefined)
    }
    remove.mutate({ id: one.id }, { onError: complain, onSuccess })
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex min-h-12 shrink-0 items-center gap-1 border-b border-line py-2 pr-3 pl-14 md:pl-4">
        <IconButton label={text.close} onClick={() => onOpen(undefined)} className="-ml-2 lg:hidden">
          <ArrowLeft />
        </IconButton>
        <h1 className="min-w-0 grow truncate font-semibold">{isNew ? text.newReply : reply?.name}</h1>
        {reply && (
          <IconButton label={forbidden ?? text.remove} aria-disabled={forbidden ? true : undefined} onClick={() => !forbidden && onRemove(reply)} className="aria-disabled:opacity-55">
            <Trash2 />
          </IconButton>
        )}
        <span className="hidden lg:contents">
          <IconButton label={text.close} onClick={() => onOpen(undefined)}>
            <X />
          </IconButton>
        </span>
      </header>
      <div className="min-h-0 grow overflow-y-auto">
        {error && !reply && <Trouble error={error} onRetry={() => void refetch()} />}
        {!isNew && !reply && !error && <Loading lines={5} />}
        {(isNew || reply) && <CannedForm reply={reply} forbidden={forbidden} onDone={onOpen} />}
      </div>
    </div>
  )
}

/** Why the user cannot change a reply; undefined where they can. */
function useForbidden(reply: CannedReply | undefined): string | undefined {
  const admin = useIsAdmin()
  const me = useMe()
  const team = useTeams().find((one) => one.id === reply?.teamId)
  if (!reply || admin) return undefined
  if (reply.scope === Scope.SHARED) return text.adminsOnly
  if (reply.scope === Scope.TEAM) return team?.userIds.includes(me.id) ? undefined : text.notYours
  return reply.ownerId === me.id ? undefined : text.notYours
}
