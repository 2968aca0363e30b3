/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import { Sheet } from '../Sheet'
import { Wrong } from '../Wrong'
import { api, explain, pathKey } from '../api'
import { mainButton } from '../look'

interface Unsubscription {
  accountName: string
  address: string
  unsubscribed?: boolean
}

const path = `/v1/public/unsubscriptions/${encodeURIComponent(pathKey())}`

/** Asks before it unsubscribes, and takes it back. */
export function UnsubscribePage() {
  const [known, setKnown] = useState<Unsubscription>()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)

  useEffect(() => {
    api<Unsubscription>('GET', path).then(setKnown, (error: unknown) => setProblem(explain(error)))
  }, [])

  const choose = async (verb: 'unsubscribe' | 'resubscribe') => {
    setBusy(true)
    setProblem(undefined)
    try {
      setKnown(await api<Unsubscription>('POST', `${path}:${verb}`, {}))
    } catch (error) {
      setProblem(explain(error))
    }
    setBusy(false)
  }

  if (!known) return problem ? <Sheet title="This link is not ours"><Wrong text={problem} /></Sheet> : null
  const address = <span class="text-ink">{known.address}</span>
  if (known.unsubscribed) {
    return (
      <Sheet owner={known.accountName} title="You are unsubscribed">
        <div class="grid gap-5">
          <p role="status" class="text-soft">No more notices go to {address}. What people write to you still does.</p>
          <Wrong text={problem} />
          <button type="button" disabled={busy} class={mainButton} onClick={() => void choose('resubscribe')}>
            {busy ? 'Saving…' : 'Send me notices again'}
          </button>
        </div>
      </Sheet>
    )
  }
  return (
    <Sheet owner={known.accountName} title="Unsubscribe from notices?">
      <div class="grid gap-5">
        <p class="text-soft">
          Notifications, surveys and automatic messages will no longer go to {address}. What people write to you still does.
        </p>
        <Wrong text={problem} />
        <button type="button" disabled={busy} class={mainButton} onClick={() => void choose('unsubscribe')}>
          {busy ? 'Saving…' : 'Unsubscribe'}
        </button>
      </div>
    </Sheet>
  )
}
