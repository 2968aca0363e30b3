import { useNavigate } from '@tanstack/react-router'
import { Plus, UserCheck, UserX } from 'lucide-react'
import { FieldFacts } from '~/features/field/FieldFacts'
import { Known } from '~/features/field/Known'
import { useFields } from '~/features/field/useFields'
import { openNewItem } from '~/features/item/newItem'
import { useOrganization } from '~/features/people/useOrganization'
import { type Customer, CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { Button } from '~/ui/Button'
import { complain } from '~/ui/Toast'
import { KnownText } from './KnownText'
import { NoProfile } from './NoProfile'
import { OrganizationChoice } from './OrganizationChoice'
import { ProfileActivity } from './ProfileActivity'
import { ProfileConversations } from './ProfileConversations'
import { ProfileItems } from './ProfileItems'
import { ProfilePage } from './ProfilePage'
import { ProfileProjects } from './ProfileProjects'
import type { ProfileSearch, TabName } from './search'
import { text } from './text'

const tabs: TabName[] = ['items', 'conversations', 'projects', 'activity']

/** A customer: who they are, what they asked for, what was written, and what is shared with them. */
export function CustomerPage({ id, search }: { id: string; search: ProfileSearch }) {
  const navigate = useNavigate()
  const { data: customer, error } = useRead(CustomersService.method.getCustomer, { id })
  const organization = useOrganization(customer?.organizationId ?? '')
  const change = (next: ProfileSearch) => void navigate({ to: '/customers/$customer', params: { customer: id }, search: { ...search, ...next }, replace: true })
  if (!customer) return <NoProfile error={error} none={text.noCustomer} />
  const filter = `requester = ${id}`
  const { tab = 'items' } = search
  return (
    <ProfilePage
      id={id}
      name={customer.name || customer.email}
      line={organization?.name ?? customer.email}
      actions={
        <Button look="primary" onClick={() => openNewItem(Kind.TICKET, { requester: customer.email })}>
          <Plus aria-hidden />
          {text.newTicket}
        </Button>
      }
      facts={<Facts customer={customer} />}
      after={<Door customer={customer} />}
      tabs={tabs}
      tab={tab}
      onTab={(next) => change({ tab: next === 'items' ? undefined : next })}
    >
      {tab === 'items' && <ProfileItems columns="status,number,title,priority,due_time,assignee" filter={filter} search={search} onChange={change} />}
      {tab === 'conversations' && <ProfileConversations id={id} filter={filter} search={search} onChange={change} />}
      {tab === 'projects' && <ProfileProjects id={id} />}
      {tab === 'activity' && <ProfileActivity id={id} />}
    </ProfilePage>
  )
}

function Facts({ customer }: { customer: Customer }) {
  const { id } = customer
  const fields = useFields(CustomField_Target.CUSTOMER)
  const update = useCommand(CustomersService.method.updateCustomer)
  const keep = (values: Partial<Pick<Customer, 'name' | 'organizationId' | 'fields'>>, path: string) =>
    update.mutate({ customer: { id, ...values }, updateMask: { paths: [path] } }, { onError: complain })
  return (
    <>
      <KnownText label={text.name} value={customer.name} onKeep={(name) => keep({ name }, 'name')} />
      <Known label={text.email}>
        <a href={`mailto:${customer.email}`} className="rounded hover:underline">
          {customer.email}
        </a>
      </Known>
      <Known label={text.organization}>
        <OrganizationChoice value={customer.organizationId} onChange={(organizationId) => keep({ organizationId }, 'organization_id')} />
      </Known>
      <FieldFacts fields={fields} values={customer.fields} onKeep={({ fields: some, path }) => keep({ fields: some }, path)} />
      <Known label={text.since}>
        <Ago time={customer.createTime} />
      </Known>
    </>
  )
}

/** Whether they may sign in at the portal. */
function Door({ customer: { id, disabled } }: { customer: Customer }) {
  const update = useCommand(CustomersService.method.updateCustomer)
  const toggle = () => update.mutate({ customer: { id, disabled: !disabled }, updateMask: { paths: ['disabled'] } }, { onError: complain })
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button busy={update.isPending} title={text.disableAbout} onClick={toggle}>
        {disabled ? <UserCheck aria-hidden /> : <UserX aria-hidden />}
        {disabled ? text.enable : text.disable}
      </Button>
      {disabled && <Badge tone="danger">{text.disabled}</Badge>}
    </div>
  )
}
