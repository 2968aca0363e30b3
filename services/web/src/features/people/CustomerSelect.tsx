import { ChevronDown, X } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { useRead } from '~/lib/query'
import { IconButton } from '~/ui/IconButton'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { inputLook } from '~/ui/input'
import { PersonAvatar } from './PersonAvatar'
import { usePerson } from './usePeople'

interface Props {
  label: string
  /** What nobody is called, and how they are chosen away. */
  words: { nobody: string; clear: string; none: string }
  value: string
  onChange: (id: string) => void
}

/** A customer, found by name or address, or nobody. */
export function CustomerSelect({ label, words, value, onChange }: Props) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const person = usePerson(value)
  const customers = useRead(CustomersService.method.listCustomers, { query, pageSize: 20 }, open).data?.customers ?? []
  return (
    <div className="grid content-start gap-1">
      <p className="text-sm font-medium">{label}</p>
      <div className="flex gap-1">
        <Pop
          label={label}
          open={open}
          onOpenChange={(next) => {
            setTyped('')
            setOpen(next)
          }}
          trigger={
            <button type="button" className={`${inputLook} flex min-w-0 items-center gap-1 text-left`} aria-label={`${label}: ${value ? (person?.name ?? '…') : words.nobody}`}>
              <span className="min-w-0 grow truncate">{value ? person?.name || person?.email || '…' : words.nobody}</span>
              <ChevronDown aria-hidden className="size-4 shrink-0 text-soft" />
            </button>
          }
        >
          <Picker
            label={label}
            empty={words.none}
            onSearch={setTyped}
            choices={customers.map(({ id, name, email }) => ({ id, label: name || email, hint: name ? email : undefined, icon: <PersonAvatar id={id} name={name || email} /> }))}
            onPick={({ id }) => {
              onChange(id)
              setOpen(false)
            }}
          />
        </Pop>
        {value && (
          <IconButton label={words.clear} onClick={() => onChange('')}>
            <X />
          </IconButton>
        )}
      </div>
    </div>
  )
}
