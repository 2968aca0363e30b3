import { Group } from 'lucide-react'
import { useState } from 'react'
import { Field } from '~/ui/Field'
import { IconButton } from '~/ui/IconButton'
import { Pop } from '~/ui/Pop'
import { inputLook } from '~/ui/input'
import { text } from './text'
import { useGroupings } from './useGroupings'

interface Props {
  group: string[]
  /** Boards have columns instead. */
  disabled: boolean
  onChange: (group: string[]) => void
}

const places = ['first', 'second', 'third']

/** By what a list is grouped, up to three levels. */
export function GroupMenu({ group, disabled, onChange }: Props) {
  const [open, setOpen] = useState(false)
  const groupings = useGroupings()
  const set = (level: number, value: string) => {
    const next = level >= group.length ? [...group, value] : group.with(level, value)
    onChange([...new Set(next.filter(Boolean))])
  }
  const levels = [...group, ''].slice(0, 3)
  return (
    <Pop
      label={text.groupBy}
      open={open}
      onOpenChange={setOpen}
      align="end"
      className="w-60 gap-3 p-3"
      trigger={
        <IconButton label={text.groupBy} aria-pressed={group.length > 0} disabled={disabled}>
          <Group />
        </IconButton>
      }
    >
      {levels.map((value, level) => (
        <Field key={places[level]} label={text.level(level + 1)}>
          <select value={value} onChange={(event) => set(level, event.target.value)} className={inputLook}>
            <option value="">{level === 0 ? text.ungrouped : text.none}</option>
            {groupings
              .filter((one) => one.value === value || !group.includes(one.value))
              .map((one) => (
                <option key={one.value} value={one.value}>
                  {one.label}
                </option>
              ))}
          </select>
        </Field>
      ))}
    </Pop>
  )
}
