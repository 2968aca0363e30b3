import { ChevronDown } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { inputLook } from '~/ui/input'
import { ThingName } from './ThingName'
import { text } from './text'
import { type ThingKind, searched, useFolderChoices, useThings } from './things'

interface Props {
  kind: ThingKind
  value: string
  label: string
  wrong: boolean
  onChange: (value: string) => void
}

/** A value that is chosen by its name; a folder, by its project first. */
export function ThingInput({ kind, value, label, wrong, onChange }: Props) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const [projectId, setProject] = useState<string>()
  const query = useDeferredValue(typed.trim())
  const inProject = kind === 'folder' && projectId !== undefined
  const things = useThings(kind === 'folder' ? 'project' : kind, query, open)
  const folders = useFolderChoices(inProject ? projectId : '')
  const choices = inProject ? folders : things
  return (
    <Pop
      label={label}
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setProject(undefined)
        setTyped('')
      }}
      trigger={
        <button type="button" className={`${inputLook} flex items-center gap-1 text-left ${wrong ? 'border-danger' : ''}`}>
          <span className="sr-only">{label}:</span>
          <span className="min-w-0 grow truncate">{value ? <ThingName value={value} /> : <span className="text-soft">{text.choose}</span>}</span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-soft" />
        </button>
      }
    >
      <Picker
        key={projectId}
        label={kind === 'folder' ? (inProject ? text.folder : text.projectOfFolder) : label}
        empty={text.noneFound}
        selected={[value]}
        choices={choices}
        {...(searched.has(kind) ? { onSearch: setTyped } : {})}
        onPick={({ id }) => {
          if (kind === 'folder' && !inProject) return setProject(id)
          onChange(id)
          setOpen(false)
          setProject(undefined)
          return undefined
        }}
      />
    </Pop>
  )
}
