import { useState } from 'react'
import { ConversationsService } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { inputLook } from '~/ui/input'
import { sides } from './sides'
import { text } from './text'
import type { Place } from './useConversation'

interface Props {
  place: Omit<Place, 'conversation'>
  onClose: () => void
  onMade: (id: string) => void
}

/** Opens another conversation about the same thing. */
export function NewConversation({ place: { subject, visibility }, onClose, onMade }: Props) {
  const [requestId] = useRequestId()
  const [title, setTitle] = useState('')
  const create = useCommand(ConversationsService.method.createConversation)
  const problem = create.error ? problemOf(create.error) : undefined
  const onSuccess = ({ id }: { id: string }) => {
    onMade(id)
    onClose()
  }
  return (
    <Dialog title={text.newConversation} about={`${sides[visibility].readers}. ${text.conversationAbout}`} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!create.isPending) create.mutate({ subject, visibility, title, requestId }, { onSuccess })
        }}
      >
        <Field label={text.conversationTitle} problem={fieldProblem(problem, 'title')}>
          <input autoFocus required maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} className={inputLook} />
        </Field>
        <FormEnd problem={problem} busy={create.isPending} submit={text.open} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
