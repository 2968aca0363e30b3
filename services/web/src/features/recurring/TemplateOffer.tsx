import { useNavigate } from '@tanstack/react-router'
import { wordsOf } from '~/features/item/text'
import { ItemTemplatesService } from '~/gen/tandem/items/v1/item_templates_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Field } from '~/ui/Field'
import { complain, tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { text } from './text'

/** Over the form of a new item: the templates of its kind, one of which makes it at once. */
export function TemplateOffer({ kind, onDone }: { kind: Kind.TICKET | Kind.TASK; onDone: () => void }) {
  const [requestId] = useRequestId()
  const { path } = wordsOf(kind)
  const all = useRead(ItemTemplatesService.method.listItemTemplates, {}).data?.itemTemplates ?? []
  const templates = all.filter((one) => (one.kind === Kind.TASK ? Kind.TASK : Kind.TICKET) === kind)
  const create = useCommand(ItemTemplatesService.method.createItemFromTemplate)
  const navigate = useNavigate()
  if (templates.length === 0) return null
  const make = (id: string) =>
    create.mutate(
      { id, requestId },
      {
        onError: complain,
        onSuccess: (item) => {
          tell(text.created(item.number))
          onDone()
          void navigate({ to: path, search: (before) => ({ ...before, item: Number(item.number) }) })
        },
      },
    )
  return (
    <div className="pb-3">
      <Field label={text.fromTemplate}>
        <select value="" disabled={create.isPending} onChange={(event) => event.target.value && make(event.target.value)} className={inputLook}>
          <option value="">{text.choose}</option>
          {templates.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </Field>
    </div>
  )
}
