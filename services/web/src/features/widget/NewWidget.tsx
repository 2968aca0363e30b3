import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { WidgetsService } from '~/gen/tandem/conversations/v1/widgets_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { text } from './text'

/** Makes a widget that begins as the first one did. */
export function NewWidget({ onClose }: { onClose: () => void }) {
  const [requestId] = useRequestId()
  const [name, setName] = useState('')
  const create = useCommand(WidgetsService.method.createWidget)
  const problem = create.error ? problemOf(create.error) : undefined
  const navigate = useNavigate()
  const make = () =>
    create.mutate(
      { widget: { name }, requestId },
      {
        onSuccess: ({ id }) => {
          tell(text.created(name))
          void navigate({ to: '/widgets/$widget', params: { widget: id } })
        },
      },
    )
  return (
    <Dialog title={text.new} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!create.isPending) make()
        }}
      >
        <Field label={text.name} hint={text.nameHint} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required maxLength={200} value={name} onChange={(event) => setName(event.target.value)} className={inputLook} />
        </Field>
        <FormEnd problem={problem} busy={create.isPending} submit={text.create} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
