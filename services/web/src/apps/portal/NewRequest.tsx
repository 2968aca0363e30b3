/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { Labelled } from '../Labelled'
import { Wrong } from '../Wrong'
import { api, explain, newRequestId } from '../api'
import { areaLook, boxLook, mainButton } from '../look'
import { Files } from './Files'
import type { Attachment } from './wire'

/** A request in the customer's own name. */
export function NewRequest({ onDone }: { onDone: (number: string) => void }) {
  const [requestId] = useState(newRequestId)
  const [files, setFiles] = useState<Attachment[]>([])
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget as HTMLFormElement)
    setBusy(true)
    setProblem(undefined)
    try {
      const { number } = await api<{ number: string }>('POST', '/v1/portal_requests', {
        title: values.get('title'),
        description: values.get('description'),
        attachments: files.map((file) => file.id),
        requestId,
      })
      onDone(number)
    } catch (error) {
      setProblem(explain(error))
      setBusy(false)
    }
  }
  return (
    <>
      <a href={location.pathname} class="text-sm text-accent hover:underline">
        ← All requests
      </a>
      <h1 class="py-3 text-xl font-semibold">New request</h1>
      <form class="grid gap-4 rounded-xl border border-line bg-surface p-5" onSubmit={(event) => void send(event)}>
        <Labelled label="Subject">
          <input name="title" required maxLength={250} class={boxLook} />
        </Labelled>
        <Labelled label="Message">
          <textarea name="description" required rows={7} class={areaLook} />
        </Labelled>
        <Files files={files} onChange={setFiles} onProblem={setProblem} />
        <Wrong text={problem} />
        <button type="submit" disabled={busy} class={`${mainButton} justify-self-start`}>
          {busy ? 'Sending…' : 'Send'}
        </button>
      </form>
    </>
  )
}
