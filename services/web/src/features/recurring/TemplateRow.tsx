import { Pencil, Plus, Trash2 } from 'lucide-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { wordsOf } from '~/features/item/text'
import { type ItemTemplate, ItemTemplatesService } from '~/gen/tandem/items/v1/item_templates_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useCommand } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { Badge } from '~/ui/Badge'
import { Confirm } from '~/ui/Confirm'
import { IconButton } from '~/ui/IconButton'
import { complain, tell } from '~/ui/Toast'
import { TemplateDialog } from './TemplateDialog'
import { text } from './text'

/** A template: what it makes, and what can be done with it. */
export function TemplateRow({ template }: { template: ItemTemplate }) {
  const [doing, setDoing] = useState<'edit' | 'remove'>()
  const navigate = useNavigate()
  const create = useCommand(ItemTemplatesService.method.createItemFromTemplate)
  const remove = useCommand(ItemTemplatesService.method.deleteItemTemplate)
  const words = wordsOf(template.kind === Kind.TASK ? Kind.TASK : Kind.TICKET)
  const { id, name, title, recurrenceCount, checklistLines, subtaskTitles } = template
  const done = () => setDoing(undefined)
  const make = () =>
    create.mutate(
      { id, requestId: newRequestId() },
      {
        onError: complain,
        onSuccess: (item) => {
          tell(text.created(item.number))
          void navigate({ to: words.path, search: { item: Number(item.number) } })
        },
      },
    )
  return (
    <li className="flex flex-wrap items-center gap-2 rounded-lg border border-line px-3 py-2">
      <div className="min-w-0 grow basis-60">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          <Badge>{words.one}</Badge>
          {recurrenceCount > 0 && <Badge tone="accent">{text.used(recurrenceCount)}</Badge>}
          {checklistLines.length > 0 && <Badge>{text.lines(checklistLines.length)}</Badge>}
          {subtaskTitles.length > 0 && <Badge>{text.subtasks(subtaskTitles.length)}</Badge>}
        </p>
        <p className="truncate text-sm text-soft">{title}</p>
      </div>
      <div className="flex">
        <IconButton label={text.create(name)} onClick={() => !create.isPending && make()}>
          <Plus />
        </IconButton>
        <IconButton label={text.edit(name)} onClick={() => setDoing('edit')}>
          <Pencil />
        </IconButton>
        <IconButton label={text.remove(name)} onClick={() => setDoing('remove')}>
          <Trash2 />
        </IconButton>
      </div>
      {doing === 'edit' && <TemplateDialog template={template} onClose={done} />}
      {doing === 'remove' && (
        <Confirm
          title={text.removeTemplate(name)}
          action={text.delete}
          danger
          busy={remove.isPending}
          onConfirm={() => remove.mutate({ id }, { onError: complain, onSettled: done })}
          onClose={done}
        >
          {text.removeTemplateAbout}
        </Confirm>
      )}
    </li>
  )
}
