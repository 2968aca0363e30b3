import { useEffect } from 'react'
import { type User, UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { copyText } from '~/lib/clipboard'
import { useCommand } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Dialog } from '~/ui/Dialog'
import { Loading } from '~/ui/Loading'
import { complain, tell } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { text } from './text'

/** Invites a user by mail, and shows a link to hand over where no mail goes. */
export function Invitation({ user, onClose }: { user: User; onClose: () => void }) {
  const { mutate, data, error } = useCommand(UsersService.method.inviteUser)
  useEffect(() => mutate({ id: user.id }), [mutate, user.id])
  const copy = () => copyText(data?.url ?? '').then(() => tell(text.copied), complain)
  return (
    <Dialog title={text.inviteTitle(user.name)} about={data && text.invited(user.email)} open onClose={onClose}>
      {error && <Trouble error={error} onRetry={() => mutate({ id: user.id })} />}
      {!error && !data && <Loading lines={1} />}
      {data && (
        <>
          <output aria-label={text.inviteLink} className="block rounded-md bg-hover px-3 py-2 font-mono text-sm wrap-anywhere select-all">
            {data.url}
          </output>
          <p className="pt-2 text-xs text-soft">{text.inviteHint}</p>
          <div className="flex justify-end gap-2 pt-3">
            <Button onClick={() => void copy()}>{text.copy}</Button>
            <Button look="primary" onClick={onClose}>
              {text.done}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  )
}
