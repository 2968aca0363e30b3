import { useState } from 'react'
import { CopyPolicy } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { type MailPolicy, MailPoliciesService } from '~/gen/tandem/conversations/v1/mail_policies_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand, useRead } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Field } from '~/ui/Field'
import { Loading } from '~/ui/Loading'
import { tell } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { inputLook, textareaLook } from '~/ui/input'
import { text } from './text'
import { copyPolicies } from './words'

/** What of the mail that comes in is let in. */
export function PolicyForm() {
  const { data, error, refetch } = useRead(MailPoliciesService.method.getMailPolicy, {})
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  return data ? <Form key={String(data.revision)} kept={data} /> : <Loading />
}

const lists = [
  { field: 'domains', label: text.domains, hint: text.domainsHint },
  { field: 'blocked', label: text.blocked, hint: text.blockedHint },
  { field: 'allowed', label: text.allowed, hint: text.allowedHint },
  { field: 'neverFollow', label: text.neverFollow, hint: text.neverFollowHint },
] as const
const choices = [
  { field: 'copyPolicy', path: 'copy_policy', label: text.copies, words: copyPolicies, values: [CopyPolicy.FOLLOW, CopyPolicy.IGNORE] },
] as const
const paths = ['domains', 'blocked', 'allowed', 'never_follow', 'copy_policy', 'max_bytes']
const megabyte = 1024 * 1024

const lines = (written: string) => written.split(/[\s,;]+/).filter(Boolean)

function Form({ kept }: { kept: MailPolicy }) {
  const [policy, setPolicy] = useState(kept)
  const update = useCommand(MailPoliciesService.method.updateMailPolicy)
  const problem = update.error ? problemOf(update.error) : undefined
  const save = () => update.mutate({ mailPolicy: policy, updateMask: { paths } }, { onSuccess: () => tell(text.saved) })
  return (
    <form
      className="mx-auto grid w-full max-w-3xl gap-5 p-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!update.isPending) save()
      }}
    >
      {lists.map(({ field, label, hint }) => (
        <Field key={field} label={label} hint={hint} problem={fieldProblem(problem, field === 'neverFollow' ? 'never_follow' : field)}>
          <textarea
            defaultValue={kept[field].join('\n')}
            spellCheck={false}
            onChange={(event) => setPolicy({ ...policy, [field]: lines(event.target.value) })}
            className={textareaLook}
          />
        </Field>
      ))}
      {choices.map(({ field, path, label, words, values }) => (
        <Field key={field} label={label} problem={fieldProblem(problem, path)}>
          <select value={policy[field] || values[0]} onChange={(event) => setPolicy({ ...policy, [field]: Number(event.target.value) })} className={inputLook}>
            {values.map((value) => (
              <option key={value} value={value}>
                {words[value as keyof typeof words]}
              </option>
            ))}
          </select>
        </Field>
      ))}
      <Field label={text.largest} hint={text.largestHint} problem={fieldProblem(problem, 'max_bytes')}>
        <input
          type="number"
          min={0}
          max={50}
          value={Number(policy.maxBytes) / megabyte}
          onChange={(event) => setPolicy({ ...policy, maxBytes: BigInt(Math.round(Number(event.target.value) * megabyte)) })}
          className={inputLook}
        />
      </Field>
      {problem && problem.fields.length === 0 && (
        <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
          {problem.reason === 'STALE' ? text.stale : problem.message}
        </p>
      )}
      <Button look="primary" type="submit" busy={update.isPending} className="justify-self-start">
        {text.save}
      </Button>
    </form>
  )
}
