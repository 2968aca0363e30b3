import { Building2, Plus } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { OrganizationsService } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { useRead } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { text } from './text'

/** The choice of a customer or an organization. */
export function AddCustomer({ already, onAdd }: { already: string[]; onAdd: (id: string) => void }) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const asked = { query: useDeferredValue(typed.trim()), pageSize: 10 }
  const customers = useRead(CustomersService.method.listCustomers, asked, open).data?.customers ?? []
  const organizations = useRead(OrganizationsService.method.listOrganizations, asked, open).data?.organizations ?? []
  const choices = [
    ...organizations.map(({ id, name }) => ({ id, label: name, icon: <Building2 aria-hidden /> })),
    ...customers.map(({ id, name, email }) => ({ id, label: name || email, icon: <PersonAvatar id={id} name={name || email} /> })),
  ]
  const pick = (id: string) => {
    onAdd(id)
    setOpen(false)
  }
  return (
    <Pop
      label={text.addCustomer}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button>
          <Plus aria-hidden />
          {text.addCustomer}
        </Button>
      }
    >
      <Picker
        label={text.addCustomer}
        empty={text.noMatch}
        onSearch={setTyped}
        choices={choices.filter(({ id }) => !already.includes(id))}
        onPick={({ id }) => pick(id)}
      />
    </Pop>
  )
}
