import { useState } from 'react'
import { NewFields } from '~/features/field/NewFields'
import { useNewFields } from '~/features/field/useNewFields'
import { type User, User_Role, UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { Invitation } from './Invitation'
import { roles, text } from './text'

const choices = [User_Role.AGENT, User_Role.ADMIN, User_Role.OWNER]

/** Adds a member of staff. */
export function NewUser({ onClose }: { onClose: () => void }) {
  const [requestId] = useRequestId()
  const own = useNewFields(CustomField_Target.USER)
  const [user, setUser] = useState({ name: '', email: '', password: '', role: User_Role.AGENT })
  const [invited, setInvited] = useState<User>()
  const create = useCommand(UsersService.method.createUser)
  const problem = create.error ? problemOf(create.error) : undefined
  const taken = problem?.reason === 'EMAIL_TAKEN' ? text.emailTaken : undefined
  const add = () =>
    create.mutate(
      { ...user, requestId, fields: own.given },
      {
        onSuccess: (made) => {
          tell(text.created(user.name))
          if (user.password === '') setInvited(made)
          else onClose()
        },
      },
    )
  if (invited) return <Invitation user={invited} onClose={onClose} />
  return (
    <Dialog title={text.newUser} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!create.isPending) add()
        }}
      >
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required value={user.name} onChange={(event) => setUser({ ...user, name: event.target.value })} className={inputLook} />
        </Field>
        <Field label={text.email} problem={taken ?? fieldProblem(problem, 'email')}>
          <input required type="email" value={user.email} onChange={(event) => setUser({ ...user, email: event.target.value })} className={inputLook} />
        </Field>
        <Field label={text.password} hint={text.passwordHint} problem={fieldProblem(problem, 'password')}>
          <input
            type="password"
            minLength={8}
            autoComplete="new-password"
            value={user.password}
            onChange={(event) => setUser({ ...user, password: event.target.value })}
            className={inputLook}
          />
        </Field>
        <Field label={text.role} problem={fieldProblem(problem, 'role')}>
          <select value={user.role} onChange={(event) => setUser({ ...user, role: Number(event.target.value) })} className={inputLook}>
            {choices.map((role) => (
              <option key={role} value={role}>
                {roles[role]}
              </option>
            ))}
          </select>
        </Field>
        <NewFields own={own} problem={problem} />
        <FormEnd problem={taken ? undefined : problem} busy={create.isPending} submit={text.create} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
