import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { fieldProblem, problemOf } from '~/lib/error'
import { setPassword } from '~/lib/session'
import { Button } from '~/ui/Button'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { Door } from './Door'
import { text } from './text'

const words = text.setPassword

/** A password for who has a link: of an invitation, or because they forgot theirs. */
export function SetPasswordForm({ token, onDone }: { token: string; onDone: () => void }) {
  const [password, setTyped] = useState('')
  const set = useMutation({ mutationFn: () => setPassword(token, password), onSuccess: onDone })
  const problem = set.error ? problemOf(set.error) : undefined
  const gone = problem?.reason === 'LINK_GONE' || token === ''
  return (
    <Door title={words.title} about={gone ? undefined : words.about}>
      {gone ? (
        <p role="alert">
          {words.gone}{' '}
          <Link to="/forgot-password" className="text-accent underline">
            {words.another}
          </Link>
        </p>
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            if (!set.isPending) set.mutate()
          }}
        >
          <Field label={words.password} hint={words.hint} problem={fieldProblem(problem, 'password')}>
            <input autoFocus required type="password" minLength={8} autoComplete="new-password" value={password} onChange={(event) => setTyped(event.target.value)} className={`${inputLook} h-9!`} />
          </Field>
          {problem && problem.fields.length === 0 && (
            <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
              {problem.message}
            </p>
          )}
          <Button look="primary" type="submit" busy={set.isPending} className="h-9">
            {words.submit}
          </Button>
        </form>
      )}
    </Door>
  )
}
