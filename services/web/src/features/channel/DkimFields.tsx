import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { Dkim } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { Button } from '~/ui/Button'
import { Field } from '~/ui/Field'
import { complain } from '~/ui/Toast'
import { inputLook, textareaLook } from '~/ui/input'
import { canMakeKeys, makeKey, newSelector } from './dkimKey'
import { text } from './text'

interface Props {
  dkim: Dkim
  problem: (field: string) => string | undefined
  change: (dkim: Dkim) => void
}

/** With which key mail is signed: one made here by a press, or one that is there already. */
export function DkimFields({ dkim, problem, change }: Props) {
  const [making, setMaking] = useState(false)
  const make = async () => {
    setMaking(true)
    try {
      const { privatePem } = await makeKey()
      // A selector of its own: the old record stays good while mail signed with the old key is on its way.
      change({ ...dkim, selector: dkim.hasPrivateKey || !dkim.selector ? newSelector() : dkim.selector, privateKeyPem: privatePem })
    } catch (error) {
      complain(error)
    }
    setMaking(false)
  }
  return (
    <div className="grid gap-3 rounded-lg border border-line p-3 sm:grid-cols-2">
      <Field label={text.dkimDomain} problem={problem('domain')}>
        <input required value={dkim.domain} onChange={(event) => change({ ...dkim, domain: event.target.value.trim() })} className={inputLook} />
      </Field>
      <Field label={text.selector} hint={text.selectorHint} problem={problem('selector')}>
        <input required value={dkim.selector} onChange={(event) => change({ ...dkim, selector: event.target.value.trim() })} className={inputLook} />
      </Field>
      <div className="sm:col-span-2">
        <Field label={text.privateKey} hint={dkim.hasPrivateKey ? text.kept : text.privateKeyHint} problem={problem('private_key_pem')}>
          <textarea
            required={!dkim.hasPrivateKey}
            spellCheck={false}
            rows={4}
            value={dkim.privateKeyPem}
            onChange={(event) => change({ ...dkim, privateKeyPem: event.target.value })}
            className={`${textareaLook} font-mono text-xs`}
          />
        </Field>
      </div>
      <Button onClick={() => void make()} busy={making} disabledReason={canMakeKeys() ? undefined : text.noKeysHere} className="justify-self-start">
        <KeyRound aria-hidden />
        {text.makeKey}
      </Button>
    </div>
  )
}
