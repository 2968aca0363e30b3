import { useState } from 'react'
import { useTypes } from '~/features/item/useStatuses'
import { type Conversation, ConversationsService } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand, usePages } from '~/lib/query'
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
  const types = useTypes().filter((type) => type.kind === kind)
  const projects = usePages(ProjectsService.method.listProjects, { pageSize: 100 }).data?.pages.flatMap((page) => page.projects) ?? []
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
    <Dialog title={kind === Kind.TASK ? text.makeTask.replace('…', '') : text.makeTicket.replace('…', '')} about={text.makeAbout} open onClose={onClose}>
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
            <select value={values.typeId} onChange={(event) => setValues({ ...values, typeId: event.target.value })} className={inputLook}>
              <option value="">{text.usualType}</option>
              {types.map((type) => (
                <option key={type.id} value={type.id}>
                  {type.name}
                </option>
              ))}
            </select>
          </Field>
          <Field label={text.project} problem={fieldProblem(problem, 'project_id')}>
            <select value={values.projectId} onChange={(event) => setValues({ ...values, projectId: event.target.value })} className={inputLook}>
              <option value="">{text.noProject}</option>
              {projects.map((project) => (
                <option key={project.id} value={project.id}>
                  {project.name}
                </option>
              ))}
            </select>
          </Field>
        </div>
        <FormEnd problem={problem} busy={make.isPending} submit={text.make} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
