import { AtSign, Plus } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { useRead } from '~/lib/query'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { composing } from './composing'

const isAddress = /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/

/** Chooses somebody who gets this one message too: a customer, or any address. */
export function CopyTo({ onAdd }: { onAdd: (one: { name: string; address: string }) => void }) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const address = typed.trim()
  const query = useDeferredValue(address)
  const { data } = useRead(CustomersService.method.listCustomers, { query, pageSize: 10 }, open)
  const found = (data?.customers ?? []).filter(({ email }) => email)
  const free = isAddress.test(address) && found.every(({ email }) => email !== address)
  return (
    <Pop
      label={composing.copyTo}
      open={open}
      onOpenChange={(next) => {
        setTyped('')
        setOpen(next)
      }}
      className="w-72"
      trigger={
        <button type="button" className="inline-flex h-6 items-center gap-1 rounded-full px-1.5 text-soft hover:bg-hover hover:text-ink">
          <Plus aria-hidden className="size-3" />
          {composing.copyTo}
        </button>
      }
    >
      <Picker
        label={composing.copyToWhom}
        empty={composing.typeAddress}
        onSearch={setTyped}
        choices={[
          ...(free ? [{ id: '', label: address, icon: <AtSign aria-hidden className="text-soft" /> }] : []),
          ...found.map(({ id, name, email }) => ({ id, label: name || email, hint: name ? email : undefined, icon: <PersonAvatar id={id} name={name || email} /> })),
        ]}
        onPick={({ id }) => {
          const known = found.find((one) => one.id === id)
          onAdd(known ? { name: known.name, address: known.email } : { name: '', address })
          setTyped('')
          setOpen(false)
        }}
      />
    </Pop>
  )
}
