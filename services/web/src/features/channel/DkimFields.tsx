import type { Dkim } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { Field } from '~/ui/Field'
import { inputLook, textareaLook } from '~/ui/input'
import { text } from './text'

interface Props {
  dkim: Dkim
  problem: (field: string) => string | undefined
  change: (dkim: Dkim) => void
}

/** With which key mail is signed. */
export function DkimFields({ dkim, problem, change }: Props) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label={text.dkimDomain} problem={problem('domain')}>
        <input required value={dkim.domain} onChange={(event) => change({ ...dkim, domain: event.target.value.trim() })} className={inputLook} />
      </Field>
      <Field label={text.selector} problem={problem('selector')}>
        <input required value={dkim.selector} onChange={(event) => change({ ...dkim, selector: event.target.value.trim() })} className={inputLook} />
      </Field>
      <div className="sm:col-span-2">
        <Field label={text.privateKey} hint={dkim.hasPrivateKey ? text.kept : text.privateKeyHint} problem={problem('private_key_pem')}>
          <textarea
            required={!dkim.hasPrivateKey}
            spellCheck={false}
            value={dkim.privateKeyPem}
            onChange={(event) => change({ ...dkim, privateKeyPem: event.target.value })}
            className={`${textareaLook} font-mono text-xs`}
          />
        </Field>
      </div>
    </div>
  )
}
