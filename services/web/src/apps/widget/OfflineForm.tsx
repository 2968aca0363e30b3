/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { explain, newRequestId } from '../api'
import { NameAndAddress } from './NameAndAddress'
import { type PublicWidget, call, key } from './wire'

/** Outside the hours: a message that becomes a ticket. */
export function OfflineForm({ widget }: { widget: PublicWidget }) {
  const [requestId] = useState(newRequestId)
  const [number, setNumber] = useState('')
  const [problem, setProblem] = useState('')
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    const values = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement))
    try {
      setNumber((await call<{ number: string }>(`widgets/${encodeURIComponent(key)}:submitForm`, { ...values, requestId })).number)
    } catch (error) {
      setProblem(explain(error))
    }
  }
  if (number) {
    return (
      <p role="status" class="note">
        We have your message. Its number is <b>#{number}</b>. We answer by e-mail.
      </p>
    )
  }
  return (
    <form class="side" onSubmit={(event) => void send(event)}>
      {widget.offlineText && <p>{widget.offlineText}</p>}
      {widget.openTime && <p class="note">We are here again {new Date(widget.openTime).toLocaleString([], { weekday: 'long', hour: '2-digit', minute: '2-digit' })}.</p>}
      <NameAndAddress />
      <label>
        Message
        <textarea name="text" required rows={5} maxLength={20_000} />
      </label>
      {problem && <p role="alert">{problem}</p>}
      <button type="submit">Send</button>
    </form>
  )
}
