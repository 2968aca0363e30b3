/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { explain } from '../api'
import { type Chat, call } from './wire'

/** Ends the chat; what was said may go to an address. */
export function Ending({ chat, onEnded }: { chat: Chat; onEnded: (chat: Chat) => void }) {
  const [asks, setAsks] = useState(false)
  const [problem, setProblem] = useState('')
  const end = async (event: SubmitEvent) => {
    event.preventDefault()
    const values = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement))
    try {
      onEnded(await call<Chat>(`chats/${chat.id}:end`, values))
    } catch (error) {
      setProblem(explain(error))
    }
  }
  if (!asks) {
    return (
      <p class="foot">
        <button type="button" onClick={() => setAsks(true)}>
          End the chat
        </button>
      </p>
    )
  }
  return (
    <form class="side" aria-label="End the chat" onSubmit={(event) => void end(event)}>
      <label>
        Mail me what was said (if you like)
        <input name="transcriptEmail" type="email" autocomplete="email" />
      </label>
      {problem && <p role="alert">{problem}</p>}
      <div>
        <button type="submit">End the chat</button>
        <button type="button" class="plain" onClick={() => setAsks(false)}>
          Go on
        </button>
      </div>
    </form>
  )
}
