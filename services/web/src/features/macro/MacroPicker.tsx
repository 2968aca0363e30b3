import type { ReactElement } from 'react'
import { useState } from 'react'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { MacroIcon } from './MacroIcon'
import { start } from './run'
import { type Target } from './target'
import { text } from './text'
import { useMacros } from './useMacros'

interface Props {
  target: Target
  trigger: ReactElement
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** The macros that are meant for something, behind a button: the chosen one runs. */
export function MacroPicker({ target, trigger, open, onOpenChange }: Props) {
  const [typed, setTyped] = useState('')
  const { macros, loading } = useMacros(target, open)
  const found = macros.filter(({ name, group, description }) => `${name} ${group} ${description}`.toLowerCase().includes(typed.toLowerCase().trim()))
  return (
    <Pop
      label={text.title}
      open={open}
      onOpenChange={(next) => {
        setTyped('')
        onOpenChange(next)
      }}
      align="end"
      className="w-80"
      trigger={trigger}
    >
      <Picker
        label={text.run}
        empty={loading ? '…' : text.noneHere}
        choices={found.map((one) => ({ id: one.id, label: one.name, icon: <MacroIcon name={one.icon} />, hint: one.group, detail: one.description || undefined }))}
        onSearch={setTyped}
        onPick={({ id }) => {
          const macro = macros.find((one) => one.id === id)
          onOpenChange(false)
          if (macro) start(macro, target)
        }}
      />
    </Pop>
  )
}
