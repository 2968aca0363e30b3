import { useMutation } from '@tanstack/react-query'
import { type ComponentProps, useState } from 'react'
import { AccountsService } from '~/gen/tandem/directory/v1/accounts_service_pb'
import { call } from '~/lib/call'
import { fieldProblem, problemOf } from '~/lib/error'
import { signIn } from '~/lib/session'
import { Button } from '~/ui/Button'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { Door } from './Door'
import { text } from './text'

const blank = { accountName: '', ownerName: '', ownerEmail: '', password: '', mailDomain: '' }

const reasons: Record<string, string> = { SETUP_DONE: text.setUp.done, SETUP_TOKEN: text.setUp.token }

/** The first account of an installation, by the link that its first start printed. */
export function SetUpForm({ token, onDone }: { token: string; onDone: () => void }) {
  const [values, setValues] = useState(blank)
  const words = text.setUp
  const setUp = useMutation({
    mutationFn: async () => {
      const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
      await call(AccountsService.method.setUp, { ...values, token, timeZone })
      await signIn(values.ownerEmail, values.password)
    },
    onSuccess: onDone,
  })
  const problem = setUp.error ? problemOf(setUp.error) : undefined
  const box = (name: keyof typeof blank): ComponentProps<'input'> => ({
    name,
    value: values[name],
    onChange: (event) => setValues({ ...values, [name]: event.target.value }),
    className: inputLook,
  })
  return (
    <Door title={words.title} about={words.about}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!setUp.isPending) setUp.mutate()
        }}
      >
        <Field label={words.account} problem={fieldProblem(problem, 'account_name')}>
          <input autoFocus required autoComplete="organization" {...box('accountName')} />
        </Field>
        <Field label={words.name} problem={fieldProblem(problem, 'owner_name')}>
          <input required autoComplete="name" {...box('ownerName')} />
        </Field>
        <Field label={words.email} problem={fieldProblem(problem, 'owner_email')}>
          <input required type="email" autoComplete="username" {...box('ownerEmail')} />
        </Field>
        <Field label={words.password} hint={words.passwordHint} problem={fieldProblem(problem, 'password')}>
          <input required type="password" minLength={8} autoComplete="new-password" {...box('password')} />
        </Field>
        <Field label={words.domain} hint={words.domainHint} problem={fieldProblem(problem, 'mail_domain')}>
          <input placeholder="help.example.com" {...box('mailDomain')} />
        </Field>
        {problem && problem.fields.length === 0 && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
            {reasons[problem.reason] ?? problem.message}
          </p>
        )}
        <Button look="primary" type="submit" busy={setUp.isPending} className="h-9">
          {words.submit}
        </Button>
      </form>
    </Door>
  )
}
