import { type FormEvent, useState } from 'react'
import type { Message } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { SplitsService } from '~/gen/tandem/conversations/v1/splits_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { inputLook } from '~/ui/input'
import { tell } from '~/ui/Toast'
import { text } from './text'

/** Makes a ticket of a message that is about something else. */
export function SplitDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const [title, setTitle] = useState('')
  const [requestId] = useState(newRequestId)
  const split = useCommand(SplitsService.method.splitItem)
  const problem = split.error ? problemOf(split.error) : undefined
  const done = ({ number }: { number: bigint }) => {
    tell(text.splitDone(number))
    onClose()
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    split.mutate({ id: message.itemId, messageId: message.id, title: title.trim(), kind: Kind.TICKET, requestId }, { onSuccess: done })
  }
  return (
    <Dialog title={text.splitTitle} about={text.splitAbout} open onClose={onClose}>
      <form onSubmit={save} className="grid gap-3">
        <Field label={text.title} hint={text.titleHint} problem={fieldProblem(problem, 'title')}>
          <input autoFocus maxLength={250} value={title} onChange={(event) => setTitle(event.target.value)} className={inputLook} />
        </Field>
        <FormEnd problem={problem} busy={split.isPending} submit={text.create} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
