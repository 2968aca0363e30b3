import { Badge } from '~/ui/Badge'
import { CopyButton } from '~/ui/CopyButton'
import type { Mailbox } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { type DnsRecord, isProviders, recordsOf } from './dns'
import { text } from './text'
import { usePublicKey } from './usePublicKey'

/** The DNS records of a mailbox, to be copied to where the domain is kept. */
export function DnsRecords({ mailbox }: { mailbox: Mailbox }) {
  const written = usePublicKey(mailbox.dkim?.privateKeyPem ?? '')
  // Of the kept key, unless another one is written in its place.
  const key = mailbox.dkim?.privateKeyPem ? written && `v=DKIM1; ${written}` : mailbox.dkim?.dnsRecord
  const from = mailbox.sender?.address || (mailbox.addresses[0]?.address ?? '')
  if (!from.includes('@')) return <p className="text-sm text-soft">{text.dns.noAddress}</p>
  if (isProviders(from)) return <p className="rounded-lg bg-good-soft px-3 py-2 text-sm">{text.dns.providers(from)}</p>
  return (
    <ul aria-label={text.dns.title} className="grid gap-3">
      {recordsOf(mailbox, key, location.hostname).map((record) => (
        <Record key={record.what} record={record} />
      ))}
    </ul>
  )
}

function Record({ record }: { record: DnsRecord }) {
  return (
    <li className="rounded-lg border border-line">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-3 py-2 text-sm">
        <span className="font-medium">{record.what}</span>
        <Badge>{record.type}</Badge>
        <span className="basis-full text-soft sm:grow sm:basis-0">{record.about}</span>
      </p>
      <dl className="grid grid-cols-[3.5rem_minmax(0,1fr)_auto] items-center gap-x-2 py-1 pr-1 pl-3 text-sm">
        <dt className="text-soft">{text.dns.name}</dt>
        <dd className="font-mono text-xs wrap-anywhere">{record.name}</dd>
        <dd>
          <CopyButton label={text.dns.copyName(record.what)} text={record.name} />
        </dd>
        {record.value && (
          <>
            <dt className="self-start pt-2 text-soft">{text.dns.value}</dt>
            <dd className="py-2 font-mono text-xs wrap-anywhere">{record.value}</dd>
            <dd className="self-start">
              <CopyButton label={text.dns.copyValue(record.what)} text={record.value} />
            </dd>
          </>
        )}
      </dl>
    </li>
  )
}
