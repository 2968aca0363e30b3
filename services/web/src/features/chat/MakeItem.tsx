import { useState } from 'react'
import { TypeSelect } from '~/features/item/TypeSelect'
import { type Chat, ChatsService, CreateItemFromChatRequest_Kind } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { text } from './text'

const kinds = [
  { id: CreateItemFromChatRequest_Kind.TICKET, kind: Kind.TICKET, label: text.ticket },
  { id: CreateItemFromChatRequest_Kind.TASK, kind: Kind.TASK, label: text.task },
]

/** Makes a ticket or task of a chat: what was said becomes part of it. */
export function MakeItem({ chat, onClose, onLink }: { chat: Chat; onClose: () => void; onLink: () => void }) {
  const [wished, setWished] = useState(CreateItemFromChatRequest_Kind.TICKET)
  const [typeId, setTypeId] = useState('')
  const [title, setTitle] = useState('')
  const create = useCommand(ChatsService.method.createItemFromChat)
  const problem = create.error ? problemOf(create.error) : undefined
  const nobody = problem?.reason === 'NO_ADDRESS'
  const make = () =>
    create.mutate(
      { id: chat.id, kind: wished, typeId, title },
      {
        onSuccess: () => {
          tell(text.made)
          onClose()
        },
      },
    )
  const kind = kinds.find(({ id }) => id === wished)?.kind ?? Kind.TICKET
  return (
    <Dialog title={text.makeItem} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!create.isPending) make()
        }}
      >
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={text.kind}>
            <select
              value={wished}
              onChange={(event) => {
                setWished(Number(event.target.value))
                setTypeId('')
              }}
              className={inputLook}
            >
              {kinds.map(({ id, label }) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </select>
          </Field>
          <Field label={text.type} problem={fieldProblem(problem, 'type_id')}>
            <TypeSelect kind={kind} value={typeId} onChange={setTypeId} />
          </Field>
        </div>
        <Field label={text.itemTitle} hint={text.titleHint} problem={fieldProblem(problem, 'title')}>
          <input autoFocus maxLength={250} value={title} onChange={(event) => setTitle(event.target.value)} className={inputLook} />
        </Field>
        {nobody && (
          <div role="alert" className="grid justify-items-start gap-2 rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
            {text.noAddress}
            <Button onClick={onLink}>{text.link}</Button>
          </div>
        )}
        <FormEnd problem={nobody ? undefined : problem} busy={create.isPending} submit={text.create} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
