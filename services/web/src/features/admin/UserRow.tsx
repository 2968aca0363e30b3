import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ListCells } from '~/features/people/ListCells'
import type { ListColumn } from '~/features/people/useListColumns'
import { type User, UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useIsAdmin, useMe } from '~/lib/session'
import { Avatar } from '~/ui/Avatar'
import { Badge } from '~/ui/Badge'
import { Button } from '~/ui/Button'
import { complain } from '~/ui/Toast'
import { Invitation } from './Invitation'
import { roles, text } from './text'

interface Props {
  user: User
  columns: ListColumn[]
}

/** A user, their role, and whether they may come in. */
export function UserRow({ user, columns }: Props) {
  const [inviting, setInviting] = useState(false)
  const me = useMe()
  const admin = useIsAdmin()
  const update = useCommand(UsersService.method.updateUser)
  const toggle = () =>
    update.mutate(
      { user: { id: user.id, revision: user.revision, disabled: !user.disabled }, updateMask: { paths: ['disabled'] } },
      { onError: (error) => complain(problemOf(error).reason === 'LAST_OWNER' ? text.lastOwner : error) },
    )
  const reason = admin ? undefined : text.adminsOnly
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line px-4 py-2">
      <Avatar id={user.id} name={user.name} size="large" />
      <span className="min-w-0 grow basis-0 max-sm:basis-[calc(100%-3rem)]">
        <span className={`block truncate font-medium ${user.disabled ? 'text-soft line-through' : ''}`}>
          <Link to="/users/$user" params={{ user: user.id }} className="rounded hover:underline">
            {user.name}
          </Link>{' '}
          {user.id === me.id && <span className="font-normal text-soft">({text.you})</span>}
        </span>
        <span className="block truncate text-xs text-soft">{user.email}</span>
      </span>
      <ListCells columns={columns} row={user} />
      <span className="flex shrink-0 flex-wrap items-center justify-end gap-x-3 gap-y-1.5 sm:w-80">
        {user.disabled && <Badge tone="danger">{text.disabled}</Badge>}
        <Badge>{roles[user.role]}</Badge>
        <Button aria-label={text.inviteName(user.name)} disabledReason={reason ?? (user.disabled ? text.disabled : undefined)} onClick={() => setInviting(true)}>
          {text.invite}
        </Button>
        <Button
          look={user.disabled ? 'plain' : 'danger'}
          busy={update.isPending}
          disabledReason={reason ?? (user.id === me.id ? text.notYourself : undefined)}
          onClick={toggle}
        >
          {user.disabled ? text.enable : text.disable}
        </Button>
      </span>
      {inviting && <Invitation user={user} onClose={() => setInviting(false)} />}
    </li>
  )
}
