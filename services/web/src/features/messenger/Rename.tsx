import { useState } from 'react'
import { type Conversation, ConversationsService } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { text } from './text'

interface Props {
  conversation: Conversation
  /** What it is called without a title. */
  placeholder: string
  onClose: () => void
}

/** Gives a conversation a title, or takes it away. */
export function Rename({ conversation, placeholder, onClose }: Props) {
  const [title, setTitle] = useState(conversation.title)
  const update = useCommand(ConversationsService.method.updateConversation)
  const problem = update.error ? problemOf(update.error) : undefined
  const done = () => {
    tell(text.renamed)
    onClose()
  }
  const save = () => {
    const { id, revision } = conversation
    update.mutate({ conversation: { id, revision, title: title.trim() }, updateMask: { paths: ['title'] } }, { onSuccess: done })
  }
  return (
    <Dialog title={text.rename} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!update.isPending) save()
        }}
      >
        <Field label={text.titleLabel} problem={fieldProblem(problem, 'title')}>
          <input autoFocus maxLength={200} value={title} placeholder={placeholder} onChange={(event) => setTitle(event.target.value)} className={inputLook} />
        </Field>
        <FormEnd problem={problem} busy={update.isPending} submit={text.save} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
