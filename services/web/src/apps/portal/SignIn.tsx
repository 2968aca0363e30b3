/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { Labelled } from '../Labelled'
import { Sheet } from '../Sheet'
import { Wrong } from '../Wrong'
import { type Refusal, api, explain } from '../api'
import { boxLook, mainButton } from '../look'
import type { PublicPortal } from './wire'

interface Props {
  portal: PublicPortal
  path: string
  problem: string | undefined
  onIn: () => Promise<void>
}

/** By a link that is mailed, or by password. */
export function SignIn({ portal, path, problem: first, onIn }: Props) {
  const [byPassword, setByPassword] = useState(false)
  const [problem, setProblem] = useState(first)
  const [busy, setBusy] = useState(false)
  const [sentTo, setSentTo] = useState<string>()

  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget as HTMLFormElement)
    const email = String(values.get('email')).trim()
    setBusy(true)
    setProblem(undefined)
    try {
      if (byPassword) {
        await api('POST', '/v1/sessions', { email, password: values.get('password'), accountId: portal.accountId })
        await onIn()
      } else {
        await api('POST', `${path}:sendMagicLink`, { email })
        setSentTo(email)
      }
    } catch (error) {
      setProblem((error as Refusal).status === 401 ? 'Address and password do not fit together.' : explain(error))
    }
    setBusy(false)
  }
  return (
    <Sheet owner={portal.accountName} title={portal.name || 'Your requests'}>
      {sentTo ? (
        <p role="status">
          If we know <strong>{sentTo}</strong>, a link is on its way there. It is good once, for 15 minutes.
        </p>
      ) : (
        <form class="grid gap-4" onSubmit={(event) => void send(event)}>
          <p class="text-soft">See your requests and answer them.</p>
          <Labelled label="Your e-mail">
            <input name="email" type="email" required autocomplete="username" class={boxLook} />
          </Labelled>
          {byPassword && (
            <Labelled label="Password">
              <input name="password" type="password" required autocomplete="current-password" class={boxLook} />
            </Labelled>
          )}
          <Wrong text={problem} />
          <button type="submit" disabled={busy} class={mainButton}>
            {byPassword ? 'Sign in' : 'Mail me a link'}
          </button>
          <button type="button" class="text-sm text-accent underline" onClick={() => setByPassword(!byPassword)}>
            {byPassword ? 'Mail me a link instead' : 'Sign in with a password instead'}
          </button>
        </form>
      )}
    </Sheet>
  )
}
