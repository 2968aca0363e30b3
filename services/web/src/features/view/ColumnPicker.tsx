import { ArrowDown, ArrowUp, Columns3, X } from 'lucide-react'
import { useState } from 'react'
import type { View_Layout } from '~/gen/tandem/items/v1/views_service_pb'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { Pop } from '~/ui/Pop'
import { columnsOf } from './columns'
import { type Column, writeColumns } from './shown'
import { text } from './text'
import { useDefinitions } from './useDefinitions'

interface Props {
  columns: Column[]
  layout: View_Layout
  disabled: boolean
  onChange: (columns: string) => void
}

/** Which columns a list has, and in which order. */
export function ColumnPicker({ columns, layout, disabled, onChange }: Props) {
  const [open, setOpen] = useState(false)
  const definitions = useDefinitions()
  const shown = columnsOf(columns, definitions, layout)
  const set = (next: Column[]) => onChange(writeColumns(next))
  const swap = (at: number, to: number) => set(shown.with(at, shown[to]!).with(to, shown[at]!))
  const others = Object.keys(definitions).filter((field) => shown.every((column) => column.field !== field))
  return (
    <Pop
      label={text.columns}
      open={open}
      onOpenChange={setOpen}
      align="end"
      className="w-64"
      trigger={
        <IconButton label={text.columns} disabled={disabled}>
          <Columns3 />
        </IconButton>
      }
    >
      <div className="grid gap-1 overflow-y-auto p-2">
        <p className="px-1 text-xs text-soft">{text.columnsHint}</p>
        <ol aria-label={text.columns}>
          {shown.map(({ field }, at) => {
            const { label } = definitions[field]!
            return (
              <li key={field} className="flex h-8 items-center gap-0.5 pl-1">
                <span className="grow truncate">{label}</span>
                <IconButton label={`${text.earlier}: ${label}`} className="size-7" disabled={at === 0} onClick={() => swap(at, at - 1)}>
                  <ArrowUp />
                </IconButton>
                <IconButton label={`${text.later}: ${label}`} className="size-7" disabled={at === shown.length - 1} onClick={() => swap(at, at + 1)}>
                  <ArrowDown />
                </IconButton>
                <IconButton label={`${text.remove}: ${label}`} className="size-7" disabled={shown.length === 1} onClick={() => set(shown.toSpliced(at, 1))}>
                  <X />
                </IconButton>
              </li>
            )
          })}
        </ol>
        <div className="flex flex-wrap gap-1 border-t border-line pt-2">
          {others.map((field) => (
            <Button key={field} className="h-7" aria-label={`${text.addColumn} ${definitions[field]!.label}`} onClick={() => set([...shown, { field, width: 0 }])}>
              {definitions[field]!.label}
            </Button>
          ))}
        </div>
      </div>
    </Pop>
  )
}
