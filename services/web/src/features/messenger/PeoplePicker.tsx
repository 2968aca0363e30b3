import { useDeferredValue, useState } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { useUsers } from '~/features/people/usePeople'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { useRead } from '~/lib/query'
import { useMe } from '~/lib/session'
import { type Choice, Picker } from '~/ui/Picker'
import { text } from './text'

interface Props {
  label: string
  /** Customers can be chosen too. */
  customers?: boolean
  /** Only customers. */
  noUsers?: boolean
  selected?: readonly string[]
  without?: readonly string[]
  onPick: (id: string) => void
}

const nobody: string[] = []

/** Chooses a person of the team, or a customer. */
export function PeoplePicker({ label, customers = false, noUsers = false, selected, without = nobody, onPick }: Props) {
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const me = useMe()
  const found = useRead(CustomersService.method.listCustomers, { query, pageSize: 20 }, customers).data?.customers ?? []
  const users = useUsers().filter((user) => !noUsers && !user.disabled && user.id !== me.id && matches(`${user.name} ${user.email}`, query))
  const choices: Choice[] = [
    ...users.map(({ id, name, email }) => ({ id, label: name || email, hint: email, icon: <PersonAvatar id={id} /> })),
    ...(customers ? found : []).map(({ id, name, email }) => ({ id, label: name || email, hint: name ? email : '', icon: <PersonAvatar id={id} name={name || email} /> })),
  ]
  return (
    <Picker
      label={label}
      empty={text.nobodyFound}
      onSearch={setTyped}
      choices={choices.filter(({ id }) => !without.includes(id))}
      {...(selected && { selected })}
      onPick={({ id }) => onPick(id)}
    />
  )
}

function matches(inside: string, query: string): boolean {
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => inside.toLowerCase().includes(word))
}
