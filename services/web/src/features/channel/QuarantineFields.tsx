import { create } from '@bufbuild/protobuf'
import { type QuarantinePolicy, QuarantinePolicySchema } from '~/gen/tandem/conversations/v1/mail_policies_service_pb'
import { Field } from '~/ui/Field'
import { Select } from '~/ui/Select'
import { textareaLook } from '~/ui/input'
import { asideOptions, asideRules, linesOf } from './policyForm'
import { policyText as words } from './policyText'

interface Props {
  policy: QuarantinePolicy | undefined
  problem: (field: string) => string | undefined
  onChange: (policy: QuarantinePolicy) => void
}

/** What is put aside because it is not from whom it says. */
export function QuarantineFields({ policy, problem, onChange }: Props) {
  const now = policy ?? create(QuarantinePolicySchema)
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        {asideRules.map(({ field, label, standard }) => (
          <Field key={field} label={label}>
            <Select options={asideOptions} value={now[field] || standard} onChange={(action) => onChange({ ...now, [field]: action })} />
          </Field>
        ))}
      </div>
      <Field label={words.sealers} hint={words.sealersHint} problem={problem('trusted_sealers')}>
        <textarea
          defaultValue={now.trustedSealers.join('\n')}
          spellCheck={false}
          onChange={(event) => onChange({ ...now, trustedSealers: linesOf(event.target.value) })}
          className={textareaLook}
        />
      </Field>
    </>
  )
}
