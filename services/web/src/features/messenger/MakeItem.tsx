import { useState } from 'react'
import { ProjectSelect } from '~/features/item/ProjectSelect'
import { TypeSelect } from '~/features/item/TypeSelect'
import { type Conversation, ConversationsService } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
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
  kind: Kind.TICKET | Kind.TASK
  onClose: () => void
}

/** Makes a ticket or a task of a conversation. */
export function MakeItem({ conversation, kind, onClose }: Props) {
  const [values, setValues] = useState({ title: conversation.title, typeId: '', projectId: '' })
  const make = useCommand(ConversationsService.method.createItemFromConversation)
  const problem = make.error ? problemOf(make.error) : undefined
  const save = () =>
    make.mutate(
      { id: conversation.id, task: kind === Kind.TASK, ...values, title: values.title.trim() },
      {
        onSuccess: ({ number }) => {
          tell(text.made(number))
          onClose()
        },
      },
    )
  return (
    <Dialog title={kind === Kind.TASK ? text.makeTaskTitle : text.makeTicketTitle} about={text.makeAbout} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!make.isPending) save()
        }}
      >
        <Field label={text.titleLabel} hint={text.makeTitleHint} problem={fieldProblem(problem, 'title')}>
          <input autoFocus maxLength={250} value={values.title} onChange={(event) => setValues({ ...values, title: event.target.value })} className={inputLook} />
        </Field>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={text.type} problem={fieldProblem(problem, 'type_id')}>
            <TypeSelect kind={kind} value={values.typeId} onChange={(typeId) => setValues({ ...values, typeId })} />
          </Field>
          <Field label={text.project} problem={fieldProblem(problem, 'project_id')}>
            <ProjectSelect value={values.projectId} onChange={(projectId) => setValues({ ...values, projectId })} />
          </Field>
        </div>
        <FormEnd problem={problem} busy={make.isPending} submit={text.make} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
