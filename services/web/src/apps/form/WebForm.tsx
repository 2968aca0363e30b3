/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import { Sheet } from '../Sheet'
import { Wrong } from '../Wrong'
import { api, explain, pathKey } from '../api'
import type { FormField } from './CustomInput'
import { FormFields } from './FormFields'

interface PublicForm {
  name: string
  introduction: string
  accountName: string
  fields: FormField[]
}

const path = `/v1/public/forms/${encodeURIComponent(pathKey())}`

/** The form, and after it is sent, the number to quote. */
export function WebForm() {
  const [form, setForm] = useState<PublicForm>()
  const [problem, setProblem] = useState<string>()
  const [number, setNumber] = useState<string>()

  useEffect(() => {
    api<PublicForm>('GET', path).then(
      (answer) => {
        setForm(answer)
        document.title = answer.name || document.title
      },
      (error: unknown) => setProblem(explain(error)),
    )
  }, [])

  if (problem) {
    return (
      <Sheet title="This form is not here">
        <Wrong text={problem} />
      </Sheet>
    )
  }
  if (!form) return null
  if (number) {
    return (
      <Sheet owner={form.accountName} title="Thank you">
        <p role="status">
          We have your message. Its number is <strong>#{number}</strong>. We answer by e-mail.
        </p>
        <p class="pt-4">
          <button type="button" class="text-accent underline" onClick={() => setNumber(undefined)}>
            Write another
          </button>
        </p>
      </Sheet>
    )
  }
  return (
    <Sheet owner={form.accountName} title={form.name || 'Write to us'}>
      {form.introduction && <p class="pb-4 text-soft">{form.introduction}</p>}
      <FormFields path={path} fields={form.fields} onSent={setNumber} />
    </Sheet>
  )
}
