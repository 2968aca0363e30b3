// What must stand in the DNS of a mailbox's domain, so that its mail arrives and is believed.
import type { Mailbox } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { domainOf } from './mailboxForm'
import { text } from './text'

export interface DnsRecord {
  what: 'MX' | 'SPF' | 'DKIM' | 'DMARC'
  type: 'MX' | 'TXT'
  name: string
  /** Empty: it cannot be told here. */
  value: string
  about: string
}

/** What a relay's own senders are listed under, by the end of its name. */
const listedAt: Record<string, string> = {
  'gmail.com': '_spf.google.com',
  'office365.com': 'spf.protection.outlook.com',
  'outlook.com': 'spf.protection.outlook.com',
  'fastmail.com': 'spf.messagingengine.com',
  'zoho.com': 'zoho.com',
  'mailbox.org': 'mailbox.org',
  'amazonaws.com': 'amazonses.com',
  'sendgrid.net': 'sendgrid.net',
  'mailgun.org': 'mailgun.org',
  'mandrillapp.com': 'spf.mandrillapp.com',
  'postmarkapp.com': 'spf.mtasv.net',
}

/** Domains of providers, whose DNS is theirs to keep. */
const providers = 'gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com fastmail.com gmx.de gmx.net gmx.com web.de t-online.de zoho.com mailbox.org'.split(' ')

/** Whether the DNS of an address's domain is its provider's to keep. */
export function isProviders(address: string): boolean {
  return providers.includes(domainOf(address))
}

/** The records of the domain that answers come from. `key` is the record of the key to sign with, `server` the public name of this installation. */
export function recordsOf(mailbox: Mailbox, key: string | undefined, server: string): DnsRecord[] {
  const from = domainOf(mailbox.sender?.address || (mailbox.addresses[0]?.address ?? ''))
  const records: DnsRecord[] = []
  if (!mailbox.imap) {
    const to = domainOf(mailbox.addresses[0]?.address ?? '')
    records.push({ what: 'MX', type: 'MX', name: to, value: `10 ${server}.`, about: text.dns.mx })
  }
  records.push({ what: 'SPF', type: 'TXT', name: from, value: `v=spf1 ${senderOf(mailbox, server)} ~all`, about: mailbox.relay ? text.dns.spf : text.dns.spfInstallation })
  if (mailbox.dkim) {
    const { selector, domain } = mailbox.dkim
    records.push({ what: 'DKIM', type: 'TXT', name: `${selector}._domainkey.${domain}`, value: key ?? '', about: key ? text.dns.dkim : text.dns.dkimUnknown })
  }
  records.push({ what: 'DMARC', type: 'TXT', name: `_dmarc.${from}`, value: 'v=DMARC1; p=none', about: text.dns.dmarc })
  return records
}

function senderOf({ relay }: Mailbox, server: string): string {
  if (!relay?.host) return named(server)
  const known = Object.keys(listedAt).find((end) => relay.host === end || relay.host.endsWith(`.${end}`))
  return known ? `include:${listedAt[known]}` : named(relay.host)
}

function named(host: string): string {
  return /^\d+(\.\d+){3}$/.test(host) ? `ip4:${host}` : `a:${host}`
}
