import { useState } from 'react'
import { type Account, AccountsService } from '~/gen/tandem/directory/v1/accounts_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand, useRead } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { Button } from '~/ui/Button'
import { Field } from '~/ui/Field'
import { Loading } from '~/ui/Loading'
import { tell } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { inputLook } from '~/ui/input'
import { text } from './text'

/** Name, mail domain and time zone of the account. */
export function AccountForm() {
  const { data, error, refetch } = useRead(AccountsService.method.getAccount, {})
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  return data ? <Form key={String(data.revision)} account={data} /> : <Loading />
}

const reasons: Record<string, string> = { MAIL_DOMAIN_TAKEN: text.domainTaken, STALE: text.stale }
const zones = Intl.supportedValuesOf('timeZone')

function Form({ account }: { account: Account }) {
  const [values, setValues] = useState({ name: account.name, mailDomain: account.mailDomain, timeZone: account.timeZone, auditKeptDays: account.auditKeptDays })
  const admin = useIsAdmin()
  const update = useCommand(AccountsService.method.updateAccount)
  const problem = update.error ? problemOf(update.error) : undefined
  const save = () =>
    update.mutate(
      { account: { ...values, revision: account.revision }, updateMask: { paths: ['name', 'mail_domain', 'time_zone', 'audit_kept_days'] } },
      { onSuccess: () => tell(text.saved) },
    )
  return (
    <form
      className="grid max-w-md gap-4 p-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (admin && !update.isPending) save()
      }}
    >
      <Field label={text.accountName} hint={text.accountNameHint} problem={fieldProblem(problem, 'name')}>
        <input required value={values.name} onChange={(event) => setValues({ ...values, name: event.target.value })} className={inputLook} />
      </Field>
      <Field label={text.mailDomain} hint={text.mailDomainHint} problem={fieldProblem(problem, 'mail_domain')}>
        <input required value={values.mailDomain} onChange={(event) => setValues({ ...values, mailDomain: event.target.value })} className={inputLook} />
      </Field>
      <Field label={text.timeZone} problem={fieldProblem(problem, 'time_zone')}>
        <select value={values.timeZone} onChange={(event) => setValues({ ...values, timeZone: event.target.value })} className={inputLook}>
          {[...new Set([account.timeZone, ...zones])].map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </select>
      </Field>
      <Field label={text.auditKept} hint={text.auditKeptHint} problem={fieldProblem(problem, 'audit_kept_days')}>
        <input
          required
          type="number"
          min={0}
          max={3650}
          value={values.auditKeptDays}
          onChange={(event) => setValues({ ...values, auditKeptDays: Number(event.target.value) })}
          className={inputLook}
        />
      </Field>
      {problem && problem.fields.length === 0 && (
        <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
          {reasons[problem.reason] ?? problem.message}
        </p>
      )}
      <Button look="primary" type="submit" busy={update.isPending} disabledReason={admin ? undefined : text.adminsOnly} className="justify-self-start">
        {text.save}
      </Button>
    </form>
  )
}
