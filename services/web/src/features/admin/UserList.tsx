import { Plus } from 'lucide-react'
import { useState } from 'react'
import { UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { ExportMenu } from '~/features/transfer/ExportMenu'
import { usePages } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { Button } from '~/ui/Button'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { NewUser } from './NewUser'
import { UserRow } from './UserRow'
import { text } from './text'

/** The members of staff. */
export function UserList() {
  const [adding, setAdding] = useState(false)
  const admin = useIsAdmin()
  const list = usePages(UsersService.method.listUsers, { pageSize: 100, showDisabled: true })
  const users = list.data?.pages.flatMap((page) => page.users) ?? []
  return (
    <>
      <div className="flex justify-end gap-2 px-4 py-2">
        <ExportMenu path="/v1/users:export" query={{ show_disabled: 'true' }} />
        <Button look="primary" disabledReason={admin ? undefined : text.adminsOnly} onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          {text.newUser}
        </Button>
      </div>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={4} />}
      <ul aria-label={text.users} className="border-t border-line">
        {users.map((user) => (
          <UserRow key={user.id} user={user} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="ghost" className="m-4" onClick={() => void list.fetchNextPage()}>
          {text.more}
        </Button>
      )}
      {adding && <NewUser onClose={() => setAdding(false)} />}
    </>
  )
}
