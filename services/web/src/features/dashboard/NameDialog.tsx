import { type FormEvent, useState } from 'react'
import { type Problem, fieldProblem } from '~/lib/error'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { inputLook } from '~/ui/input'
import { text } from './text'

interface Props {
  title: string
  submit: string
  name: string
  problem: Problem | undefined
  busy: boolean
  onSave: (name: string) => void
  onClose: () => void
}

/** What a dashboard is called. */
export function NameDialog({ title, submit, name: given, problem, busy, onSave, onClose }: Props) {
  const [name, setName] = useState(given)
  const save = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    onSave(name)
  }
  return (
    <Dialog title={title} open onClose={onClose}>
      <form onSubmit={save} className="grid gap-4">
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} className={inputLook} />
        </Field>
        <FormEnd problem={problem} submit={submit} cancel={text.cancel} busy={busy} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
