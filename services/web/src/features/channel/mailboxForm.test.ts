import { create } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'
import { ImapSourceSchema, MailboxSchema, RelaySchema } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { blankMailbox, changed, domainOf, nameOf, withSameSecret, withSuggested } from './mailboxForm'

test('only what differs is sent', () => {
  const before = create(MailboxSchema, { name: 'Support', relay: create(RelaySchema, { host: 'a' }) })
  expect(changed(before, before)).toEqual([])
  expect(changed(before, { ...before, name: 'Help' })).toEqual(['name'])
  expect(changed(before, { ...before, relay: create(RelaySchema, { host: 'b' }), plusAddressing: true })).toEqual(['plus_addressing', 'relay'])
  const { relay: _, ...without } = before
  expect(changed(before, without)).toEqual(['relay'])
})

test('a suggestion replaces nothing that was written', () => {
  const suggested = create(MailboxSchema, { name: 'Acme', relay: create(RelaySchema, { host: 'smtp.acme.com' }) })
  expect(withSuggested({ ...blankMailbox(), name: 'Support' }, suggested)).toMatchObject({ name: 'Support', relay: { host: 'smtp.acme.com' } })
})

test('the domain of an address', () => {
  expect(domainOf('Support@Acme.com')).toBe('acme.com')
})

test('a mailbox is called as its address begins', () => {
  expect(nameOf('support@acme.com')).toBe('Support')
  expect(nameOf('*@acme.com')).toBe('acme.com')
})

test('the password for fetching serves for sending, unless another was written or is another user’s', () => {
  const imap = create(ImapSourceSchema, { user: 'a@b.c', password: 'secret' })
  const mailbox = create(MailboxSchema, { imap, relay: create(RelaySchema, { user: 'a@b.c' }) })
  expect(withSameSecret(mailbox).relay?.password).toBe('secret')
  expect(withSameSecret({ ...mailbox, relay: create(RelaySchema, { user: 'other@b.c' }) }).relay?.password).toBe('')
  expect(withSameSecret({ ...mailbox, relay: create(RelaySchema, { user: 'a@b.c', password: 'own' }) }).relay?.password).toBe('own')
})
