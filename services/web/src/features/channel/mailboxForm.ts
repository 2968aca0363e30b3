// A mailbox while it is written: what it begins as, and what of it changed.
import { create, equals } from '@bufbuild/protobuf'
import { type Mailbox, ImapSourceSchema, MailboxAddressSchema, MailboxSchema, RelaySchema, SenderSchema } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { snake } from '~/lib/mask'

/** The parts that a mailbox may be without. */
export type Optional = 'imap' | 'relay' | 'dkim'

/** The parts that are servers. */
export type Half = 'imap' | 'relay'

export interface SectionProps {
  mailbox: Mailbox
  change: (change: Partial<Mailbox>) => void
  /** Takes a part away. */
  drop: (part: Optional) => void
}

/** What a person sets. */
const fields = ['name', 'enabled', 'addresses', 'plusAddressing', 'copyPolicy', 'imap', 'sender', 'relay', 'dkim', 'layout', 'standard'] as const

export function blankMailbox(): Mailbox {
  return create(MailboxSchema, {
    enabled: true,
    plusAddressing: true,
    addresses: [create(MailboxAddressSchema, { kind: Kind.TICKET })],
    sender: create(SenderSchema),
  })
}

export function blankImap() {
  return create(ImapSourceSchema, { leaveExisting: true })
}

export function blankRelay() {
  return create(RelaySchema)
}

/** Takes what is suggested for an address where nothing was written. */
export function withSuggested(mailbox: Mailbox, suggested: Mailbox): Mailbox {
  const imap = mailbox.imap ?? (suggested.imap && { ...suggested.imap, leaveExisting: true })
  const relay = mailbox.relay ?? suggested.relay
  return { ...mailbox, name: mailbox.name || suggested.name, ...(imap && { imap }), ...(relay && { relay }) }
}

/** Signs in for sending as for fetching, where it is the same user and nothing else was written. */
export function withSameSecret(mailbox: Mailbox): Mailbox {
  const { imap, relay } = mailbox
  if (!imap || !relay || relay.user !== imap.user || relay.password !== '' || relay.hasPassword) return mailbox
  const { auth, password, oauth } = imap
  return { ...mailbox, relay: { ...relay, auth, password, ...(oauth && { oauth: { ...oauth, ...(relay.oauth?.scope && { scope: relay.oauth.scope }) } }) } }
}

/** The fields that differ, as a mask has them. */
export function changed(before: Mailbox, after: Mailbox): string[] {
  return fields.filter((field) => !equals(MailboxSchema, only(before, field), only(after, field))).map(snake)
}

function only(mailbox: Mailbox, field: (typeof fields)[number]): Mailbox {
  return create(MailboxSchema, { [field]: mailbox[field] })
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}

/** "Support" of "support@acme.com". */
export function nameOf(address: string): string {
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@'))).replace(/^\*$/, '')
  return local ? local.charAt(0).toUpperCase() + local.slice(1, 100) : domainOf(address)
}
