import { useState } from 'react'
import { NewFields } from '~/features/field/NewFields'
import { useNewFields } from '~/features/field/useNewFields'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { text } from './text'

/** Adds a customer by hand. */
export function NewCustomer({ onClose }: { onClose: () => void }) {
  const [requestId] = useRequestId()
  const own = useNewFields(CustomField_Target.CUSTOMER)
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const create = useCommand(CustomersService.method.createCustomer)
  const problem = create.error ? problemOf(create.error) : undefined
  const taken = problem?.reason === 'EMAIL_TAKEN' ? text.emailTaken : undefined
  const add = () =>
    create.mutate(
      { name, email, requestId, fields: own.given },
      {
        onSuccess: () => {
          tell(text.created(name || email))
          onClose()
        },
      },
    )
  return (
    <Dialog title={text.newCustomer} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!create.isPending) add()
        }}
      >
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus value={name} onChange={(event) => setName(event.target.value)} className={inputLook} />
        </Field>
        <Field label={text.email} problem={taken ?? fieldProblem(problem, 'email')}>
          <input required type="email" value={email} onChange={(event) => setEmail(event.target.value)} className={inputLook} />
        </Field>
        <NewFields own={own} problem={problem} />
        <FormEnd problem={taken ? undefined : problem} busy={create.isPending} submit={text.create} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
