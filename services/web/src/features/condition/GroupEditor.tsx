import { FolderPlus, Plus, X } from 'lucide-react'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { inputLook } from '~/ui/input'
import { RowEditor } from './RowEditor'
import { type Group, type Part, newGroup, newRow } from './edit'
import { type Subject, isPeople } from './subject'
import { text } from './text'

interface Props {
  of: Subject
  group: Group
  /** What is wrong with a part, by its id. */
  problems: Map<number, string>
  onChange: (group: Group) => void
  /** Undefined: it is the whole. */
  onRemove?: () => void
}

const joins = [
  { value: 'all', label: text.all },
  { value: 'any', label: text.any },
  { value: 'not all', label: text.notAll },
  { value: 'not any', label: text.notAny },
]

/** Conditions of which all or any must hold; groups of them within. */
export function GroupEditor({ of, group, problems, onChange, onRemove }: Props) {
  const set = (id: number, next: Part | undefined) => onChange({ ...group, of: group.of.flatMap((part) => (part.id !== id ? [part] : next ? [next] : [])) })
  const first = () => (isPeople(of) ? newRow('name', ':') : newRow('status', '='))
  const add = (part: Part) => onChange({ ...group, of: [...group.of, part] })
  return (
    <div role="group" aria-label={text.conditions} className={onRemove ? 'grid gap-2 rounded-lg border border-line bg-canvas p-2' : 'grid gap-2'}>
      <div className="flex items-center gap-1">
        <select
          aria-label={text.how}
          value={`${group.negated ? 'not ' : ''}${group.join}`}
          onChange={(event) => {
            const value = event.target.value
            onChange({ ...group, negated: value.startsWith('not'), join: value.endsWith('any') ? 'any' : 'all' })
          }}
          className={`${inputLook} max-w-56`}
        >
          {joins.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <span className="grow" />
        {onRemove && (
          <IconButton label={text.removeGroup} onClick={onRemove}>
            <X />
          </IconButton>
        )}
      </div>
      {group.of.length === 0 && !onRemove && <p className="text-sm text-soft">{text.everything}</p>}
      <ul className="grid gap-2">
        {group.of.map((part) =>
          part.is === 'group' ? (
            <li key={part.id}>
              <GroupEditor of={of} group={part} problems={problems} onChange={(next) => set(part.id, next)} onRemove={() => set(part.id, undefined)} />
            </li>
          ) : (
            <RowEditor key={part.id} of={of} part={part} problem={problems.get(part.id)} onChange={(next) => set(part.id, next)} onRemove={() => set(part.id, undefined)} />
          ),
        )}
      </ul>
      <div className="flex gap-1">
        <Button look="ghost" className="h-7" onClick={() => add(first())}>
          <Plus aria-hidden />
          {text.add}
        </Button>
        <Button look="ghost" className="h-7" onClick={() => add(newGroup(group.join === 'all' ? 'any' : 'all', [first()]))}>
          <FolderPlus aria-hidden />
          {text.addGroup}
        </Button>
      </div>
    </div>
  )
}
