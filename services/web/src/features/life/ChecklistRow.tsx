import { ArrowDown, ArrowUp, UserPlus, X } from 'lucide-react'
import { useId, useState } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { useFoundAssignees } from '~/features/people/usePeople'
import { type ChecklistLine, ChecklistsService } from '~/gen/tandem/items/v1/checklists_service_pb'
import { useCommand } from '~/lib/query'
import { IconButton } from '~/ui/IconButton'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { complain } from '~/ui/Toast'
import { text } from './text'

interface Props {
  line: ChecklistLine
  /** Its place. */
  at: number
  last: boolean
}

/** One step: ticked off, assigned, moved, taken away. */
export function ChecklistRow({ line, at, last }: Props) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const users = useFoundAssignees(typed).filter((person) => !person.team)
  const update = useCommand(ChecklistsService.method.updateChecklistLine)
  const remove = useCommand(ChecklistsService.method.deleteChecklistLine)
  const change = (fields: Partial<Pick<ChecklistLine, 'done' | 'assigneeId' | 'position'>>, path: string) =>
    update.mutate({ line: { id: line.id, ...fields }, updateMask: { paths: [path] } }, { onError: complain })
  const assign = (assigneeId: string) => {
    change({ assigneeId: assigneeId === line.assigneeId ? '' : assigneeId }, 'assignee_id')
    setOpen(false)
  }
  return (
    <li className="flex min-h-9 items-center gap-1">
      <input
        id={id}
        type="checkbox"
        checked={line.done}
        onChange={() => change({ done: !line.done }, 'done')}
        className="size-4 shrink-0 accent-(--accent)"
      />
      <label htmlFor={id} className={`min-w-0 grow px-1.5 wrap-anywhere ${line.done ? 'text-soft line-through' : ''}`}>
        {line.text}
      </label>
      <Pop
        label={text.assignLine}
        open={open}
        onOpenChange={(next) => {
          setOpen(next)
          setTyped('')
        }}
        align="end"
        trigger={
          <IconButton label={`${text.assignLine}: ${line.text}`}>{line.assigneeId ? <PersonAvatar id={line.assigneeId} /> : <UserPlus />}</IconButton>
        }
      >
        <Picker
          label={text.assignLine}
          empty={text.nothingFound}
          selected={line.assigneeId ? [line.assigneeId] : []}
          onSearch={setTyped}
          choices={users.map((person) => ({ id: person.id, label: person.name, also: person.email, icon: <PersonAvatar id={person.id} /> }))}
          onPick={(choice) => assign(choice.id)}
        />
      </Pop>
      <IconButton
        label={`${text.up}: ${line.text}`}
        aria-disabled={at === 0 || undefined}
        onClick={() => at > 0 && change({ position: at - 1 }, 'position')}
      >
        <ArrowUp />
      </IconButton>
      <IconButton
        label={`${text.down}: ${line.text}`}
        aria-disabled={last || undefined}
        onClick={() => !last && change({ position: at + 1 }, 'position')}
      >
        <ArrowDown />
      </IconButton>
      <IconButton label={`${text.removeLine}: ${line.text}`} onClick={() => remove.mutate({ id: line.id }, { onError: complain })}>
        <X />
      </IconButton>
    </li>
  )
}
