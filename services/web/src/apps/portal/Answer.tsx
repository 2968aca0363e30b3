/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { Labelled } from '../Labelled'
import { Wrong } from '../Wrong'
import { api, explain, newRequestId } from '../api'
import { areaLook, mainButton } from '../look'
import { Files } from './Files'
import type { Attachment } from './wire'

/** Where a customer answers. */
export function Answer({ conversationId, onSent }: { conversationId: string; onSent: () => void }) {
  const [requestId, setRequestId] = useState(newRequestId)
  const [text, setText] = useState('')
  const [files, setFiles] = useState<Attachment[]>([])
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      const attachments = files.map((file) => file.id)
      await api('POST', `/v1/conversations/${conversationId}/messages`, { bodyText: text, attachments, requestId })
      setText('')
      setFiles([])
      setRequestId(newRequestId())
      onSent()
    } catch (error) {
      setProblem(explain(error))
    }
    setBusy(false)
  }
  return (
    <form class="grid gap-3 pt-5" onSubmit={(event) => void send(event)}>
      <Labelled label="Your answer">
        <textarea required rows={5} value={text} onInput={(event) => setText(event.currentTarget.value)} class={areaLook} />
      </Labelled>
      <Files files={files} onChange={setFiles} onProblem={setProblem} />
      <Wrong text={problem} />
      <button type="submit" disabled={busy} class={`${mainButton} justify-self-start`}>
        {busy ? 'Sending…' : 'Send'}
      </button>
    </form>
  )
}
