import { useState } from 'react'
import { given, toPlain } from '~/features/field/value'
import { type ItemTemplate, ItemTemplatesService } from '~/gen/tandem/items/v1/item_templates_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { FormEnd } from '~/ui/FormEnd'
import { LazyEditor } from '~/ui/LazyEditor'
import { tell } from '~/ui/Toast'
import { type TemplateForm, TemplateFields } from './TemplateFields'
import { listed } from './rule'
import { text } from './text'

const paths = ['name', 'kind', 'title', 'description_html', 'priority', 'assignee_ids', 'tags', 'project_id', 'checklist_lines', 'subtask_titles', 'type_id', 'requester_id', 'fields']
const lines = (typed: string) => typed.split('\n').map((line) => line.trim()).filter(Boolean)

/** What an item is to be made with. */
export function TemplateDialog({ template, onClose }: { template: ItemTemplate | undefined; onClose: () => void }) {
  const [requestId] = useRequestId()
  const [form, setForm] = useState<TemplateForm>({
    name: template?.name ?? '',
    kind: template?.kind === Kind.TICKET ? Kind.TICKET : Kind.TASK,
    title: template?.title ?? '',
    priority: template?.priority ?? 0,
    assigneeIds: template?.assigneeIds ?? [],
    projectId: template?.projectId ?? '',
    tags: template?.tags.join(', ') ?? '',
    checklist: template?.checklistLines.join('\n') ?? '',
    subtasks: template?.subtaskTitles.join('\n') ?? '',
    typeId: template?.typeId ?? '',
    requesterId: template?.requesterId ?? '',
    fields: Object.fromEntries(Object.entries(template?.fields ?? {}).map(([key, value]) => [key, toPlain(value)])),
  })
  const [descriptionHtml, setDescription] = useState(template?.descriptionHtml ?? '')
  const create = useCommand(ItemTemplatesService.method.createItemTemplate)
  const update = useCommand(ItemTemplatesService.method.updateItemTemplate)
  const error = create.error ?? update.error
  const problem = error ? problemOf(error) : undefined
  const busy = create.isPending || update.isPending
  const onSuccess = () => {
    tell(text.saved)
    onClose()
  }
  const save = () => {
    if (busy) return
    const { tags, checklist, subtasks, fields, ...plain } = form
    const itemTemplate = { ...plain, fields: given(fields), descriptionHtml, tags: listed(tags), checklistLines: lines(checklist), subtaskTitles: lines(subtasks) }
    if (template) update.mutate({ itemTemplate: { ...itemTemplate, id: template.id, revision: template.revision }, updateMask: { paths } }, { onSuccess })
    else create.mutate({ itemTemplate, requestId }, { onSuccess })
  }
  return (
    <Dialog wide title={template?.name ?? text.newTemplate} open onClose={onClose}>
      <form
        className="grid grid-cols-[minmax(0,1fr)] gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <TemplateFields form={form} problem={problem} onChange={setForm} />
        <div className="grid gap-1">
          <p className="text-sm font-medium">{text.description}</p>
          <LazyEditor
            label={text.description}
            initialHtml={descriptionHtml}
            onChange={setDescription}
            onSubmit={save}
            className="min-h-24 rounded-md border border-strong-line/60"
          />
        </div>
        <FormEnd problem={problem && { ...problem, fields: [] }} busy={busy} submit={text.save} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
