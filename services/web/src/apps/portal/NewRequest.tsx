/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import { Labelled } from '../Labelled'
import { Wrong } from '../Wrong'
import { type Refusal, api, explain, newRequestId } from '../api'
import { answers } from '../form/CustomInput'
import { boxLook, mainButton } from '../look'
import { AskedBox } from './AskedBox'
import { Files } from './Files'
import { type Offer, offers } from './offers'
import type { Attachment } from './wire'

/** A request in the customer's own name: what it is about, and what the form of that type asks for. */
export function NewRequest({ onDone }: { onDone: (number: string) => void }) {
  const [requestId] = useState(newRequestId)
  const [choices, setChoices] = useState<Offer[]>()
  const [typeId, setTypeId] = useState('')
  const [files, setFiles] = useState<Attachment[]>([])
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal>()
  const [problem, setProblem] = useState<string>()
  useEffect(() => void offers().then(setChoices, (error: unknown) => setProblem(explain(error))), [])
  const chosen = choices?.find((one) => one.typeId === typeId) ?? choices?.[0]
  const problemOf = (field: string) => refusal?.fields.find((one) => one.field === (field === 'description_html' ? 'description' : field))?.problem
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!chosen) return
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const own = chosen.asked.flatMap((asked) => asked.own ?? [])
    setBusy(true)
    setRefusal(undefined)
    setProblem(undefined)
    try {
      const { number } = await api<{ number: string }>('POST', '/v1/portal_requests', {
        title: form.get('title'),
        description: form.get('description'),
        priority: Number(form.get('priority') ?? 0),
        fields: answers(own, form),
        typeId: chosen.typeId,
        attachments: files.map((file) => file.id),
        requestId,
      })
      onDone(number)
    } catch (error) {
      const refused = error as Refusal
      setRefusal(refused)
      const shown = refused.fields.some(({ field }) => chosen.asked.some((asked) => asked.field === field) || field === 'description')
      if (!shown) setProblem(explain(error))
      setBusy(false)
    }
  }
  return (
    <>
      <a href={location.pathname} class="text-sm text-accent hover:underline">
        ← All requests
      </a>
      <h1 class="py-3 text-xl font-semibold">New request</h1>
      {!chosen && !problem && (
        <p role="status" class="text-soft">
          One moment…
        </p>
      )}
      {!chosen && <Wrong text={problem} />}
      {chosen && (
        <form class="grid gap-4 rounded-xl border border-line bg-surface p-5" onSubmit={(event) => void send(event)}>
          {choices && choices.length > 1 && (
            <Labelled label="What is it?">
              <select class={boxLook} value={chosen.typeId} onChange={(event) => setTypeId(event.currentTarget.value)}>
                {choices.map((one) => (
                  <option key={one.typeId} value={one.typeId}>
                    {one.name}
                  </option>
                ))}
              </select>
            </Labelled>
          )}
          <Labelled label="Subject" problem={problemOf('title')}>
            <input name="title" required maxLength={250} class={boxLook} />
          </Labelled>
          {chosen.asked.map((asked) => (
            <AskedBox key={asked.field} asked={asked} problem={problemOf(asked.field)} />
          ))}
          <Files files={files} onChange={setFiles} onProblem={setProblem} />
          <Wrong text={problem} />
          <button type="submit" disabled={busy} class={`${mainButton} justify-self-start`}>
            {busy ? 'Sending…' : 'Send'}
          </button>
        </form>
      )}
    </>
  )
}
