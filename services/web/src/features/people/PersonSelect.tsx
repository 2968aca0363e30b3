import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { inputLook } from '~/ui/input'
import { PersonAvatar } from './PersonAvatar'
import { PersonName } from './PersonName'
import { text } from './text'
import { useAssignees, useFoundAssignees, useManyUsers } from './usePeople'

interface Option {
  value: string
  label: string
}

interface Props {
  value: string
  /** What stands before the people, such as nobody. */
  first: Option[]
  /** Users alone. */
  noTeams?: boolean
  onChange: (value: string) => void
  id?: string
  'aria-label'?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
}

/** A user or a team: from a list where they are few, by a search where they are many. */
export function PersonSelect({ value, first, noTeams = false, onChange, ...rest }: Props) {
  const many = useManyUsers()
  const people = useAssignees().filter(({ team }) => !(noTeams && team))
  if (many) return <PersonSearch value={value} first={first} noTeams={noTeams} onChange={onChange} {...rest} />
  const known = first.some((one) => one.value === value) || people.some(({ id }) => id === value)
  return (
    <select {...rest} value={value} onChange={(event) => onChange(event.target.value)} className={inputLook}>
      {!known && <option value={value}>{value}</option>}
      {first.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
      {people.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  )
}

function PersonSearch({ value, first, noTeams = false, onChange, ...rest }: Props) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const people = useFoundAssignees(typed).filter(({ team }) => !(noTeams && team))
  const chosen = first.find((one) => one.value === value)
  const fitting = first.filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()))
  return (
    <Pop
      label={rest['aria-label'] ?? text.person}
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setTyped('')
      }}
      trigger={
        <button type="button" {...rest} className={`${inputLook} flex items-center gap-1 text-left`}>
          <span className="min-w-0 grow truncate">{chosen ? chosen.label : <PersonName id={value} />}</span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-soft" />
        </button>
      }
    >
      <Picker
        label={rest['aria-label'] ?? text.person}
        empty={text.nobodyFound}
        selected={[value]}
        onSearch={setTyped}
        choices={[
          ...fitting.map(({ value: id, label }) => ({ id, label })),
          ...people.map(({ id, name, email }) => ({ id, label: name || email, icon: <PersonAvatar id={id} /> })),
        ]}
        onPick={({ id }) => {
          onChange(id)
          setOpen(false)
        }}
      />
    </Pop>
  )
}
