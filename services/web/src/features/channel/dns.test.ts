import { create } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'
import { DkimSchema, ImapSourceSchema, MailboxAddressSchema, MailboxSchema, RelaySchema } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { makeKey, publicKeyOf } from './dkimKey'
import { isProviders, recordsOf } from './dns'

const addresses = [create(MailboxAddressSchema, { address: 'support@acme.com' })]
const values = (...args: Parameters<typeof recordsOf>) => Object.fromEntries(recordsOf(...args).map(({ what, name, value }) => [what, `${name} ${value}`]))

test('a domain says who sends for it, whose key signs, and what to do with the rest', () => {
  const relay = create(RelaySchema, { host: 'smtp.office365.com' })
  const dkim = create(DkimSchema, { domain: 'acme.com', selector: 'tandem' })
  expect(values(create(MailboxSchema, { addresses, imap: create(ImapSourceSchema), relay, dkim }), 'v=DKIM1; k=rsa; p=AAA', 'help.acme.com')).toEqual({
    SPF: 'acme.com v=spf1 include:spf.protection.outlook.com ~all',
    DKIM: 'tandem._domainkey.acme.com v=DKIM1; k=rsa; p=AAA',
    DMARC: '_dmarc.acme.com v=DMARC1; p=none',
  })
})

test('mail that is not fetched needs the domain to point here', () => {
  expect(values(create(MailboxSchema, { addresses }), undefined, 'help.acme.com')).toMatchObject({ MX: 'acme.com 10 help.acme.com.', SPF: 'acme.com v=spf1 a:help.acme.com ~all' })
})

test('the domains of providers are theirs to keep', () => {
  expect(isProviders('Ann@Gmail.com')).toBe(true)
  expect(isProviders('ann@acme.com')).toBe(false)
})

test('the record of a key that was made is the one of the same key when it is written', async () => {
  const { privatePem, publicKey } = await makeKey()
  expect(await publicKeyOf(privatePem)).toBe(publicKey)
  expect(publicKey).toMatch(/^k=rsa; p=MIIB/)
  expect(await publicKeyOf('-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----')).toBeUndefined()
})
