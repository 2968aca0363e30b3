import { type ComponentProps, useState } from 'react'
import { useFoundAssignees } from '~/features/people/usePeople'
import { PeopleInput } from './PeopleInput'

/** Users and teams. */
export function AssigneesInput(props: Omit<ComponentProps<typeof PeopleInput>, 'found' | 'onSearch'>) {
  const [typed, setTyped] = useState('')
  return <PeopleInput {...props} found={useFoundAssignees(typed)} onSearch={setTyped} />
}
