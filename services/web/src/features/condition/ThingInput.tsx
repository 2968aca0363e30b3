import { ChevronDown } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { inputLook } from '~/ui/input'
import { ThingName } from './ThingName'
import { text } from './text'
import { type ThingKind, searched, useThings } from './things'

interface Props {
  kind: ThingKind
  value: string
  label: string
  wrong: boolean
  onChange: (value: string) => void
}

/** A value that is chosen by its name. */
export function ThingInput({ kind, value, label, wrong, onChange }: Props) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const choices = useThings(kind, useDeferredValue(typed.trim()), open)
  return (
    <Pop
      label={label}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className={`${inputLook} flex items-center gap-1 text-left ${wrong ? 'border-danger' : ''}`}>
          <span className="sr-only">{label}:</span>
          <span className="min-w-0 grow truncate">{value ? <ThingName value={value} /> : <span className="text-soft">{text.choose}</span>}</span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-soft" />
        </button>
      }
    >
      <Picker
        label={label}
        empty={text.noneFound}
        selected={[value]}
        choices={choices}
        {...(searched.has(kind) ? { onSearch: setTyped } : {})}
        onPick={({ id }) => {
          onChange(id)
          setOpen(false)
        }}
      />
    </Pop>
  )
}
