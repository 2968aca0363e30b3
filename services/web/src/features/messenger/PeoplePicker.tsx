import { useDeferredValue, useState } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { useFoundAssignees } from '~/features/people/usePeople'
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
  const users = useFoundAssignees(query).filter((user) => !noUsers && !user.team && user.id !== me.id)
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
