import { Code } from '@connectrpc/connect'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { problemOf } from '~/lib/error'
import { signIn } from '~/lib/session'
import { Button } from '~/ui/Button'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { Door } from './Door'
import { text } from './text'

/** Address and password. */
export function SignInForm({ onDone }: { onDone: () => void }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const enter = useMutation({ mutationFn: () => signIn(email.trim(), password), onSuccess: onDone })
  const words = text.signIn
  return (
    <Door title={words.title}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!enter.isPending) enter.mutate()
        }}
      >
        <Field label={words.email}>
          <input autoFocus required type="email" autoComplete="username" value={email} onChange={(event) => setEmail(event.target.value)} className={`${inputLook} h-9!`} />
        </Field>
        <Field label={words.password}>
          <input required type="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} className={`${inputLook} h-9!`} />
        </Field>
        {enter.error && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
            {explain(enter.error)}
          </p>
        )}
        <Button look="primary" type="submit" busy={enter.isPending} className="h-9">
          {words.submit}
        </Button>
        <p className="text-center text-sm">
          <Link to="/forgot-password" className="text-accent hover:underline">
            {words.forgot}
          </Link>
        </p>
        <p className="text-center text-xs text-soft">{words.customers}</p>
      </form>
    </Door>
  )
}

function explain(error: unknown): string {
  const { code, message } = problemOf(error)
  if (code === Code.Unauthenticated) return text.signIn.wrong
  if (code === Code.ResourceExhausted) return text.signIn.tooMany
  return message
}
