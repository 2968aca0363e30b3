import { useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { FilterLine } from '~/features/people/FilterLine'
import { ListHeads } from '~/features/people/ListHeads'
import { ListTools } from '~/features/people/ListTools'
import { type ListSearch, asked } from '~/features/people/listSearch'
import { useListColumns } from '~/features/people/useListColumns'
import { usePages } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { NewUser } from './NewUser'
import { UserRow } from './UserRow'
import { text } from './text'

/** The members of staff. */
export function UserList() {
  const [adding, setAdding] = useState(false)
  const admin = useIsAdmin()
  const search = useSearch({ from: '/_app/administration' })
  const navigate = useNavigate()
  const onSearch = (next: ListSearch) => void navigate({ to: '/administration', search: next })
  const { shown } = useListColumns('users')
  const list = usePages(UsersService.method.listUsers, { ...asked(search), pageSize: 100, showDisabled: true })
  const users = list.data?.pages.flatMap((page) => page.users) ?? []
  return (
    <>
      <div className="flex justify-end gap-2 px-4 py-2">
        <ListTools of="users" search={search} onSearch={onSearch} query={{ show_disabled: 'true' }} />
        <Button look="primary" disabledReason={admin ? undefined : text.adminsOnly} onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          {text.newUser}
        </Button>
      </div>
      <FilterLine search={search} onSearch={onSearch} />
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={4} />}
      {list.data && users.length === 0 && <Empty title={text.noUsers} />}
      <ListHeads columns={shown} after="w-80 shrink-0" />
      <ul aria-label={text.users} className="border-t border-line">
        {users.map((user) => (
          <UserRow key={user.id} user={user} columns={shown} />
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
