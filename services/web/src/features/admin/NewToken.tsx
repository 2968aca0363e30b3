import { useState } from 'react'
import { CredentialsService } from '~/gen/tandem/directory/v1/credentials_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { complain, tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { text } from './text'

/** Makes a token, and shows its secret this once. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const create = useCommand(CredentialsService.method.createApiToken)
  const problem = create.error ? problemOf(create.error) : undefined
  const secret = create.data?.secret
  const copy = async () => {
    await navigator.clipboard.writeText(secret ?? '')
    tell(text.copied)
  }
  if (secret) {
    return (
      <Dialog title={text.newToken} about={text.tokenOnce} open onClose={onClose}>
        <output className="block rounded-md bg-hover px-3 py-2 font-mono text-sm wrap-anywhere select-all">{secret}</output>
        <div className="flex justify-end gap-2 pt-3">
          <Button onClick={() => void copy().catch(complain)}>{text.copy}</Button>
          <Button look="primary" onClick={onClose}>
            {text.done}
          </Button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={text.newToken} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!create.isPending) create.mutate({ name })
        }}
      >
        <Field label={text.tokenName} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required value={name} onChange={(event) => setName(event.target.value)} className={inputLook} />
        </Field>
        <FormEnd problem={problem} busy={create.isPending} submit={text.create} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
