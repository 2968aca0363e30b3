import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { openNewItem } from '~/features/item/newItem'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { Button } from '~/ui/Button'
import { inputLook } from '~/ui/input'
import { complain } from '~/ui/Toast'
import { text } from './text'

/** A line that becomes a subtask: a task in the same project. */
export function NewSubtask({ parent }: { parent: Item }) {
  const [title, setTitle] = useState('')
  const create = useCommand(ItemsService.method.createItem)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (!title.trim() || create.isPending) return
    create.mutate(
      { kind: Kind.TASK, title: title.trim(), parentId: parent.id, projectId: parent.projectId, requestId: newRequestId() },
      { onSuccess: () => setTitle(''), onError: askOrComplain },
    )
  }
  /** A form that asks for more than the title is opened. */
  const askOrComplain = (error: unknown) => {
    if (problemOf(error).reason !== 'MISSING_FIELDS') return complain(error)
    openNewItem(Kind.TASK, { title: title.trim(), parentId: parent.id, projectId: parent.projectId })
    return setTitle('')
  }
  return (
    <form onSubmit={save} className="flex gap-2">
      <input
        aria-label={text.addSubtask}
        placeholder={text.addSubtask}
        maxLength={250}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        className={inputLook}
      />
      <Button type="submit" busy={create.isPending}>
        <Plus aria-hidden />
        {text.add}
      </Button>
    </form>
  )
}
