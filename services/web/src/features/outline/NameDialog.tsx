import { useState } from 'react'
import { fieldProblem, problemOf } from '~/lib/error'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { inputLook } from '~/ui/input'
import { text } from './text'

interface Props {
  title: string
  name?: string
  submit: string
  onSave: (name: string, requestId: string) => Promise<unknown>
  onClose: () => void
}

/** Asks what something is called. */
export function NameDialog({ title, name: before = '', submit, onSave, onClose }: Props) {
  const [requestId] = useRequestId()
  const [name, setName] = useState(before)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const problem = error ? problemOf(error) : undefined
  const save = () => {
    if (busy) return
    setBusy(true)
    void onSave(name, requestId).then(onClose, setError).finally(() => setBusy(false))
  }
  return (
    <Dialog title={title} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required maxLength={250} value={name} onChange={(event) => setName(event.target.value)} className={inputLook} />
        </Field>
        <FormEnd problem={problem} busy={busy} submit={submit} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
