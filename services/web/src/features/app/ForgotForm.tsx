import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { SessionService } from '~/gen/tandem/gateway/v1/session_service_pb'
import { call } from '~/lib/call'
import { problemOf } from '~/lib/error'
import { Button } from '~/ui/Button'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { Door } from './Door'
import { text } from './text'

const words = text.forgot

/** Asks for a link by mail. What it answers does not tell whether anybody has the address. */
export function ForgotForm() {
  const [email, setEmail] = useState('')
  const send = useMutation({ mutationFn: () => call(SessionService.method.sendPasswordLink, { email: email.trim() }) })
  return (
    <Door title={words.title} about={send.isSuccess ? undefined : words.about}>
      {send.isSuccess ? (
        <p role="status">{words.sent(email.trim())}</p>
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            if (!send.isPending) send.mutate()
          }}
        >
          <Field label={text.signIn.email}>
            <input autoFocus required type="email" autoComplete="username" value={email} onChange={(event) => setEmail(event.target.value)} className={`${inputLook} h-9!`} />
          </Field>
          {send.error && (
            <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
              {problemOf(send.error).message}
            </p>
          )}
          <Button look="primary" type="submit" busy={send.isPending} className="h-9">
            {words.submit}
          </Button>
        </form>
      )}
      <p className="pt-4 text-center text-sm">
        <Link to="/sign-in" className="text-accent hover:underline">
          {words.back}
        </Link>
      </p>
    </Door>
  )
}
