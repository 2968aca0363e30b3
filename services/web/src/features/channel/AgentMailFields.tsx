import { create } from '@bufbuild/protobuf'
import { type AgentMailPolicy, AgentMailPolicySchema } from '~/gen/tandem/conversations/v1/mail_policies_service_pb'
import { Check } from '~/ui/Check'
import { Field } from '~/ui/Field'
import { Select } from '~/ui/Select'
import { agentRules } from './policyForm'
import { policyText as words } from './policyText'

interface Props {
  policy: AgentMailPolicy | undefined
  problem: (field: string) => string | undefined
  onChange: (policy: AgentMailPolicy) => void
}

/** What a mail in a colleague's name may do. */
export function AgentMailFields({ policy, problem, onChange }: Props) {
  const now = policy ?? create(AgentMailPolicySchema)
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        {agentRules.map(({ field, label, standard, options }) => (
          <Field key={field} label={label} problem={problem(`agent_mail.${field}`)}>
            <Select options={options} value={now[field] || standard} onChange={(action) => onChange({ ...now, [field]: action })} />
          </Field>
        ))}
      </div>
      <Check
        label={words.forwarded}
        hint={words.forwardedHint}
        checked={now.forwardedRequester ?? true}
        onChange={(forwardedRequester) => onChange({ ...now, forwardedRequester })}
      />
    </>
  )
}
