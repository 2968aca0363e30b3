import { useDeferredValue, useState } from 'react'
import { OrganizationsService } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { ExportMenu } from '~/features/transfer/ExportMenu'
import { usePages } from '~/lib/query'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { SearchBox } from '~/ui/SearchBox'
import { Trouble } from '~/ui/Trouble'
import { VirtualList } from '~/ui/VirtualList'
import { OrganizationRow } from './OrganizationRow'
import { text } from './text'

/** Organizations and the mail domains that make somebody belong to them. */
export function OrganizationList() {
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const list = usePages(OrganizationsService.method.listOrganizations, { query, pageSize: 50 })
  const organizations = list.data?.pages.flatMap((page) => page.organizations) ?? []
  return (
    <>
      <SearchBox label={text.searchOrganizations} value={typed} onChange={setTyped}>
        <ExportMenu path="/v1/organizations:export" query={{ query }} />
      </SearchBox>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={6} />}
      {list.data && organizations.length === 0 && <Empty title={text.noOrganization} />}
      {organizations.length > 0 && (
        <VirtualList
          label={text.organizations}
          rows={organizations}
          keyOf={(organization) => organization.id}
          rowHeight={49}
          onNearEnd={() => list.hasNextPage && !list.isFetching && void list.fetchNextPage()}
        >
          {(organization) => <OrganizationRow organization={organization} />}
        </VirtualList>
      )}
    </>
  )
}
