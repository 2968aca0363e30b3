import { type ReactNode, useState } from 'react'
import { type MailPolicy, MailPoliciesService } from '~/gen/tandem/conversations/v1/mail_policies_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useKept } from '~/lib/kept'
import { useCommand } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Field } from '~/ui/Field'
import { Loading } from '~/ui/Loading'
import { Select } from '~/ui/Select'
import { tell } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { inputLook, textareaLook } from '~/ui/input'
import { AgentMailFields } from './AgentMailFields'
import { QuarantineFields } from './QuarantineFields'
import { changedPolicy, copyOptions, linesOf } from './policyForm'
import { policyText as words } from './policyText'
import { text } from './text'

/** What of the mail that comes in is let in. */
export function PolicyForm() {
  const { kept, keep, error, refetch, renewed } = useKept(MailPoliciesService.method.getMailPolicy, {})
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  return kept ? <Form key={String(kept.revision)} kept={kept} onSaved={keep} renewed={renewed} /> : <Loading />
}

const senders = [
  { field: 'blocked', path: 'blocked', label: words.blocked, hint: words.blockedHint },
  { field: 'allowed', path: 'allowed', label: words.allowed, hint: words.allowedHint },
  { field: 'neverFollow', path: 'never_follow', label: words.neverFollow, hint: words.neverFollowHint },
] as const
const domains = { field: 'domains', path: 'domains', label: words.domains, hint: words.domainsHint } as const
const megabyte = 1024 * 1024

interface FormProps {
  kept: MailPolicy
  onSaved: (policy: MailPolicy) => void
  /** What the server has now. */
  renewed: () => Promise<MailPolicy | undefined>
}

function Form({ kept, onSaved, renewed }: FormProps) {
  const [policy, setPolicy] = useState(kept)
  const update = useCommand(MailPoliciesService.method.updateMailPolicy)
  const problem = update.error ? problemOf(update.error) : undefined
  const paths = changedPolicy(kept, policy)
  const change = (part: Partial<MailPolicy>) => setPolicy((before) => ({ ...before, ...part }))
  const save = () =>
    update.mutate(
      { mailPolicy: policy, updateMask: { paths } },
      {
        onSuccess: (saved) => {
          tell(text.saved)
          onSaved(saved)
        },
        // What somebody else changed is theirs; what was changed here is kept, and the next press saves it.
        onError: (error) => problemOf(error).reason === 'STALE' && void renewed().then((now) => now && change({ revision: now.revision })),
      },
    )
  const list = ({ field, path, label, hint }: typeof domains | (typeof senders)[number]) => (
    <Field key={field} label={label} hint={hint} problem={fieldProblem(problem, path)}>
      <textarea defaultValue={kept[field].join('\n')} spellCheck={false} onChange={(event) => change({ [field]: linesOf(event.target.value) })} className={textareaLook} />
    </Field>
  )
  return (
    <form
      className="mx-auto grid w-full max-w-3xl gap-8 p-4 pb-0"
      onSubmit={(event) => {
        event.preventDefault()
        if (paths.length > 0 && !update.isPending) save()
      }}
    >
      <Part title={words.domainsTitle}>{list(domains)}</Part>
      <Part title={words.sendersTitle}>
        {senders.map(list)}
        <Field label={words.copies} problem={fieldProblem(problem, 'copy_policy')}>
          <Select options={copyOptions} value={policy.copyPolicy || copyOptions[0]!.value} onChange={(copyPolicy) => change({ copyPolicy })} />
        </Field>
        <Field label={words.largest} hint={words.largestHint} problem={fieldProblem(problem, 'max_bytes')}>
          <input
            type="number"
            min={1}
            max={50}
            defaultValue={policy.maxBytes > 0n ? Number(policy.maxBytes) / megabyte : ''}
            onChange={(event) => change({ maxBytes: BigInt(Math.round(Number(event.target.value) * megabyte)) })}
            className={inputLook}
          />
        </Field>
      </Part>
      <Part title={words.asideTitle} about={words.asideAbout}>
        <QuarantineFields policy={policy.quarantine} problem={(field) => fieldProblem(problem, field)} onChange={(quarantine) => change({ quarantine })} />
      </Part>
      <Part title={words.agentTitle} about={words.agentAbout}>
        <AgentMailFields policy={policy.agentMail} problem={(field) => fieldProblem(problem, field)} onChange={(agentMail) => change({ agentMail })} />
      </Part>
      <div className="sticky bottom-0 grid gap-3 border-t border-line bg-surface py-3">
        {problem && problem.fields.length === 0 && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
            {problem.reason === 'STALE' ? text.stale : problem.message}
          </p>
        )}
        <Button look="primary" type="submit" busy={update.isPending} disabledReason={paths.length === 0 ? text.nothingChanged : undefined} className="justify-self-start">
          {text.save}
        </Button>
      </div>
    </form>
  )
}

function Part({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="grid gap-4">
      <header>
        <h2 className="text-base font-semibold">{title}</h2>
        {about && <p className="text-sm text-soft">{about}</p>}
      </header>
      {children}
    </section>
  )
}
