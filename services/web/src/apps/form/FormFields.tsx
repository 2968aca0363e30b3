/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { Labelled } from '../Labelled'
import { Wrong } from '../Wrong'
import { type Refusal, api, explain, newRequestId } from '../api'
import { areaLook, boxLook, mainButton } from '../look'
import { CustomInput, type FormField, answers } from './CustomInput'

const names = ['name', 'email', 'title', 'description'] as const

/** Name, address, subject and message, and the custom fields that the form asks for. */
export function FormFields({ path, fields, onSent }: { path: string; fields: FormField[]; onSent: (number: string) => void }) {
  const [requestId] = useState(newRequestId)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal>()
  const problemOf = (name: string) => refusal?.fields.find(({ field }) => field.split('.').at(-1) === name)?.problem
  const shown = [...names, ...fields.map(({ key }) => key)]
  const general = refusal && !shown.some(problemOf) ? explain(refusal) : undefined

  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const values = Object.fromEntries(names.map((name) => [name, form.get(name)]))
    setBusy(true)
    try {
      const { number } = await api<{ number: string }>('POST', path, { ...values, requestId, fields: answers(fields, form) })
      onSent(number)
    } catch (error) {
      setRefusal(error as Refusal)
      setBusy(false)
    }
  }
  return (
    <form class="grid gap-4" onSubmit={(event) => void send(event)}>
      <Labelled label="Your name" problem={problemOf('name')}>
        <input name="name" autocomplete="name" class={boxLook} />
      </Labelled>
      <Labelled label="Your e-mail" problem={problemOf('email')}>
        <input name="email" type="email" required autocomplete="email" class={boxLook} />
      </Labelled>
      <Labelled label="Subject" problem={problemOf('title')}>
        <input name="title" required maxLength={250} class={boxLook} />
      </Labelled>
      <Labelled label="Message" problem={problemOf('description')}>
        <textarea name="description" required rows={6} class={areaLook} />
      </Labelled>
      {fields.map((field) => (
        <CustomInput key={field.key} field={field} problem={problemOf(field.key)} />
      ))}
      <Wrong text={general} />
      <button type="submit" disabled={busy} class={mainButton}>
        {busy ? 'Sending…' : 'Send'}
      </button>
    </form>
  )
}
