import { Columns3 } from 'lucide-react'
import { useState } from 'react'
import { Check } from '~/ui/Check'
import { IconButton } from '~/ui/IconButton'
import { Pop } from '~/ui/Pop'
import type { PeopleList } from '../condition/subject'
import { chooseColumns, mostColumns } from './chosenColumns'
import { text } from './listText'
import { useListColumns } from './useListColumns'

/** Which columns a list has beside the names: they stand in the order in which they were chosen. */
export function ListColumns({ of }: { of: PeopleList }) {
  const [open, setOpen] = useState(false)
  const { all, shown } = useListColumns(of)
  const fields = shown.map(({ field }) => field)
  const full = fields.length >= mostColumns
  const set = (field: string, on: boolean) => {
    if (!on) chooseColumns(of, fields.filter((one) => one !== field))
    else if (!full) chooseColumns(of, [...fields, field])
  }
  return (
    <Pop
      label={text.columns}
      open={open}
      onOpenChange={setOpen}
      align="end"
      trigger={
        <IconButton label={text.columns} className="max-sm:hidden">
          <Columns3 />
        </IconButton>
      }
    >
      <div role="group" aria-label={text.columns} className="grid gap-2 overflow-y-auto p-3">
        <p className="text-xs text-soft" aria-live="polite">
          {full ? text.columnsFull(mostColumns) : text.columnsHint}
        </p>
        {all.map(({ field, label }) => (
          <Check key={field} label={label} checked={fields.includes(field)} onChange={(on) => set(field, on)} />
        ))}
      </div>
    </Pop>
  )
}
