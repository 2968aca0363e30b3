import { MailPoliciesService } from '~/gen/tandem/conversations/v1/mail_policies_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { Button } from '~/ui/Button'
import { complain } from '~/ui/Toast'
import { domainOf } from './mailboxForm'
import { text } from './text'
import type { MailboxForm } from './useMailboxForm'

const said: Record<string, string> = { ADDRESS_TAKEN: text.addressTaken, STALE: text.stale }

/** Why the mailbox could not be kept; a domain that is not listed yet is added by one press. */
export function Refused({ form, onRetry }: { form: MailboxForm; onRetry: () => void }) {
  const policy = useRead(MailPoliciesService.method.getMailPolicy, {}).data
  const update = useCommand(MailPoliciesService.method.updateMailPolicy)
  const { refused, mailbox } = form
  if (!refused) return null
  const missing = [...new Set(mailbox.addresses.map((one) => domainOf(one.address)))].find(
    (domain) => refused.reason === 'DOMAIN_NOT_LISTED' && policy && !policy.domains.includes(domain) && refused.message.toLowerCase().includes(domain),
  )
  if (missing && policy) {
    const list = () =>
      update.mutate(
        { mailPolicy: { domains: [...policy.domains, missing], revision: policy.revision }, updateMask: { paths: ['domains'] } },
        { onSuccess: onRetry, onError: complain },
      )
    return (
      <div role="alert" className="flex flex-wrap items-center gap-3 rounded-md bg-internal-soft px-3 py-2 text-sm text-internal">
        <span className="grow">{text.domainNotListed(missing)}</span>
        <Button busy={update.isPending} onClick={list}>
          {text.listDomain(missing)}
        </Button>
      </div>
    )
  }
  return (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
      {said[refused.reason] ?? refused.message}
    </p>
  )
}
