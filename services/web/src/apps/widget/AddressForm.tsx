/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { explain } from '../api'
import { NameAndAddress } from './NameAndAddress'
import { type Chat, call } from './wire'

/** Nobody answers in time: where the answer may go instead. */
export function AddressForm({ chat, onLeft }: { chat: Chat; onLeft: (chat: Chat) => void }) {
  const [problem, setProblem] = useState('')
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    const values = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement))
    try {
      onLeft(await call<Chat>(`chats/${chat.id}:leaveAddress`, values))
    } catch (error) {
      setProblem(explain(error))
    }
  }
  return (
    <form class="side" aria-label="Your address" onSubmit={(event) => void send(event)}>
      <NameAndAddress />
      {problem && <p role="alert">{problem}</p>}
      <button type="submit">Answer me by e-mail</button>
    </form>
  )
}
