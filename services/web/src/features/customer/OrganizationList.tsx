import { useDeferredValue, useState } from 'react'
import { OrganizationsService } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { FilterLine } from '~/features/people/FilterLine'
import { ListHeads } from '~/features/people/ListHeads'
import { ListTools } from '~/features/people/ListTools'
import { type ListSearch, asked } from '~/features/people/listSearch'
import { useListColumns } from '~/features/people/useListColumns'
import { usePages } from '~/lib/query'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { SearchBox } from '~/ui/SearchBox'
import { Trouble } from '~/ui/Trouble'
import { VirtualList } from '~/ui/VirtualList'
import { OrganizationRow } from './OrganizationRow'
import { text } from './text'

interface Props {
  search: ListSearch
  onSearch: (search: ListSearch) => void
}

/** Organizations and the mail domains that make somebody belong to them. */
export function OrganizationList({ search, onSearch }: Props) {
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const { shown } = useListColumns('organizations')
  const list = usePages(OrganizationsService.method.listOrganizations, { query, ...asked(search), pageSize: 50 })
  const organizations = list.data?.pages.flatMap((page) => page.organizations) ?? []
  return (
    <>
      <SearchBox label={text.searchOrganizations} value={typed} onChange={setTyped}>
        <ListTools of="organizations" search={search} onSearch={onSearch} query={{ query }} />
      </SearchBox>
      <FilterLine search={search} onSearch={onSearch} />
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={6} />}
      {list.data && organizations.length === 0 && <Empty title={text.noOrganization} />}
      {organizations.length > 0 && <ListHeads columns={shown} after="w-12 shrink-0" />}
      {organizations.length > 0 && (
        <VirtualList
          label={text.organizations}
          rows={organizations}
          keyOf={(organization) => organization.id}
          rowHeight={49}
          onNearEnd={() => list.hasNextPage && !list.isFetching && void list.fetchNextPage()}
        >
          {(organization) => <OrganizationRow organization={organization} columns={shown} />}
        </VirtualList>
      )}
    </>
  )
}
