import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { ListSearch } from '~/features/people/listSearch'
import { Button } from '~/ui/Button'
import { Page } from '~/ui/Page'
import { Tabs } from '~/ui/Tabs'
import { CustomerList } from './CustomerList'
import { NewCustomer } from './NewCustomer'
import { NewOrganization } from './NewOrganization'
import { OrganizationList } from './OrganizationList'
import { text } from './text'

const tabs = [
  { id: 'people', label: text.people },
  { id: 'organizations', label: text.organizations },
]

interface Props {
  tab: 'people' | 'organizations'
  search: ListSearch
}

/** The people served, and the organizations they belong to. */
export function CustomersScreen({ tab, search }: Props) {
  const navigate = useNavigate()
  const [adding, setAdding] = useState(false)
  const people = tab === 'people'
  const shown = people ? undefined : tab
  const onSearch = (next: ListSearch) => void navigate({ to: '/customers', search: { tab: shown, ...next } })
  return (
    <Page
      title={text.title}
      actions={
        <Button look="primary" onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          {people ? text.newCustomer : text.newOrganization}
        </Button>
      }
    >
      <Tabs label={text.title} tabs={tabs} value={tab} onChange={(id) => void navigate({ to: '/customers', search: { tab: id === 'organizations' ? id : undefined }, replace: true })} className="grow pt-1">
        {people ? <CustomerList search={search} onSearch={onSearch} /> : <OrganizationList search={search} onSearch={onSearch} />}
      </Tabs>
      {adding && people && <NewCustomer onClose={() => setAdding(false)} />}
      {adding && !people && <NewOrganization onClose={() => setAdding(false)} />}
    </Page>
  )
}
