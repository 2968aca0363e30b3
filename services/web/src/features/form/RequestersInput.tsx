import { type ComponentProps, useDeferredValue, useState } from 'react'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { useRead } from '~/lib/query'
import { PeopleInput } from './PeopleInput'

/** Customers. */
export function RequestersInput(props: Omit<ComponentProps<typeof PeopleInput>, 'found' | 'onSearch'>) {
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const { data } = useRead(CustomersService.method.listCustomers, { query, pageSize: 20 })
  return <PeopleInput {...props} found={data?.customers ?? []} onSearch={setTyped} />
}
