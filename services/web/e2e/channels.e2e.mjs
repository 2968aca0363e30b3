// A mailbox is set up step by step, its mail is fetched, and what goes wrong with it is seen.
import { startImap } from './imap.mjs'
import { startRelay } from './relay.mjs'
import { accessible, patienceMs, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const domain = `acme-${run}.example`
const address = `help-${run}@${domain}`
/** As the address begins. */
const name = `Help-${run}`

const mail = (subject, ...heads) =>
  [...heads, `From: Ina <ina@customer-${run}.example>`, `To: ${address}`, `Subject: ${subject}`, `Message-ID: <${subject.replaceAll(' ', '-')}@customer.example>`, `Date: ${new Date().toUTCString()}`, '', 'Please look at it.', ''].join('\r\n')

const slow = { timeout: 3 * patienceMs } // Mail servers look when it is their turn.

await story(async (step, page, where) => {
  const imap = await startImap({ user: address, password: 'the right one' })
  const own = await startRelay()
  const next = (name) => page.getByRole('button', { name, exact: true }).click()
  const tab = (name) => page.getByRole('tab', { name }).click()
  const channels = () => page.getByRole('link', { name: 'Channels', exact: true }).click()
  const channel = page.getByRole('list', { name: 'Health' }).getByRole('listitem').filter({ hasText: name }).filter({ hasText: 'fetching' })
  const incoming = (text) => page.getByRole('list', { name: 'Incoming' }).getByRole('listitem').filter({ hasText: text })
  const server = async (port) => {
    await page.getByLabel('Server', { exact: true }).fill('127.0.0.1')
    await page.getByLabel('Port').fill(String(port))
    await page.getByLabel('Connection').selectOption('Not encrypted')
  }
  try {
    await step('a new mailbox begins with its address, and knows the servers of its domain', async () => {
      await signIn(page, where)
      await channels()
      await page.getByRole('link', { name: 'New mailbox' }).click()
      await page.getByLabel('Address', { exact: true }).fill(address)
      await accessible(page)
      await next('Continue')
      await page.getByRole('heading', { name: 'Receiving' }).waitFor()
      const suggested = await page.getByLabel('Server', { exact: true }).inputValue()
      if (suggested !== `imap.${domain}`) throw new Error(`suggested ${suggested}`)
    })
    await step('a wrong password is found at once, with what to do', async () => {
      await server(imap.port)
      await page.getByLabel('Server whose checks are believed').fill('mx.checks.example')
      await page.getByLabel('Password', { exact: true }).fill('the wrong one')
      await next('Test and continue')
      await page.getByText('Fetching: Does not work').waitFor()
      await accessible(page)
      await page.getByLabel('Password', { exact: true }).fill('the right one')
      await next('Test and continue')
      await page.getByRole('heading', { name: 'Sending' }).waitFor()
    })
    await step('its own server is tested too, and a key to sign with is made', async () => {
      await server(own.address.split(':')[1])
      await page.getByLabel('User').fill('')
      await page.getByLabel('Sign with DKIM').check()
      await next('Make a new key')
      await page.getByRole('textbox', { name: 'Private key' }).filter({ hasText: 'BEGIN PRIVATE KEY' }).waitFor()
      await accessible(page)
      await next('Test and continue')
      await page.getByRole('heading', { name: 'Look' }).waitFor()
    })
    await step('a domain that is not listed is added by a press, and the DNS records are there to copy', async () => {
      await next('Create mailbox')
      await next(`Add ${domain} and try again`)
      await page.getByRole('heading', { name: `${name} is ready` }).waitFor()
      const records = page.getByRole('list', { name: 'DNS records' })
      await records.getByText(`tandem._domainkey.${domain}`).waitFor()
      await records.getByText(/v=DKIM1; k=rsa; p=MII/).waitFor()
      await records.getByText('v=spf1 ip4:127.0.0.1 ~all').waitFor()
      await records.getByText(`_dmarc.${domain}`).waitFor()
      await accessible(page)
      await next('Done')
      await page.getByRole('list', { name: 'Mailboxes' }).getByText(address).waitFor()
      await accessible(page)
    })
    await step('mail that comes to it is fetched and is a ticket', async () => {
      await tab('Health')
      await channel.getByText('Works').waitFor(slow)
      imap.mails.push(mail(`Fetched ${run}`))
      await channel.getByRole('button', { name: 'Fetch now' }).click()
      await tab('Incoming')
      await incoming(`Fetched ${run}`).getByText('New item').waitFor(slow)
      await accessible(page)
    })
    await step('mail that its domain disowns is put aside, says why, and is let in or thrown away', async () => {
      const disowned = 'Authentication-Results: mx.checks.example; dmarc=fail (p=REJECT) header.from=customer.example'
      imap.mails.push(mail(`Disowned one ${run}`, disowned), mail(`Disowned two ${run}`, disowned))
      await tab('Health')
      await channel.getByRole('button', { name: 'Fetch now' }).click()
      await tab('Incoming')
      await next('Put aside')
      const [one, two] = [incoming(`Disowned one ${run}`), incoming(`Disowned two ${run}`)]
      for (const each of [one, two]) await each.getByText('DMARC fails').waitFor(slow)
      await one.getByRole('button').first().click()
      await one.getByLabel('What it says').getByText('Please look at it.').waitFor()
      await accessible(page)
      await one.getByRole('button', { name: 'Let it in' }).click()
      await one.waitFor({ state: 'detached' })
      await two.getByRole('button').first().click()
      await two.getByRole('button', { name: 'Throw away' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Throw away' }).click()
      await page.getByText('Thrown away', { exact: true }).waitFor()
      await two.waitFor({ state: 'detached' })
      await next('All')
      await one.getByText('New item').waitFor(slow)
    })
    await step('a server that is away is seen without reload, and again when it is back', async () => {
      await tab('Health')
      await imap.stop()
      await channel.getByRole('button', { name: 'Fetch now' }).click()
      await channel.getByText('Does not work').waitFor(slow)
      await channel.getByText(/firewall/).waitFor()
      await accessible(page)
      await imap.again()
      await channel.getByRole('button', { name: 'Test' }).click()
      await channel.getByText('Fetching: Works').waitFor()
      await channel.getByRole('button', { name: 'Fetch now' }).click()
      await channel.getByText('Works', { exact: true }).waitFor(slow)
    })
    await step('it becomes the standard mailbox, has a footer that is seen before, and its key can be published again', async () => {
      await tab('Mailboxes')
      await page.getByRole('list', { name: 'Mailboxes' }).getByText(address).click()
      await page.getByRole('list', { name: 'DNS records' }).getByText(/v=DKIM1; k=rsa; p=MII/).waitFor()
      await page.getByRole('checkbox', { name: 'The standard mailbox' }).check()
      await page.getByRole('textbox', { name: 'Below everything' }).fill(`{{ agent.name }}, Acme Ltd, ${run}`)
      const preview = page.getByRole('region', { name: 'Preview' }).frameLocator('iframe')
      await preview.getByText(new RegExp(`^[^{]+, Acme Ltd, ${run}$`)).waitFor()
      await next('Save')
      await page.getByText('Saved', { exact: true }).waitFor()
      await accessible(page)
      await page.getByRole('link', { name: 'Back to channels' }).click()
      await page.getByRole('list', { name: 'Mailboxes' }).getByRole('listitem').filter({ hasText: address }).getByText('Standard').waitFor()
    })
    await step('a mailbox is switched off, changed and deleted', async () => {
      await page.getByRole('list', { name: 'Mailboxes' }).getByText(address).click()
      await page.getByRole('switch', { name: 'Enabled' }).click()
      await next('Save')
      await page.getByText('Saved', { exact: true }).waitFor()
      await accessible(page)
      await next('Delete mailbox')
      await page.getByRole('dialog').getByRole('button', { name: 'Delete mailbox' }).click()
      await page.getByText('Deleted', { exact: true }).waitFor()
      await page.getByText(address).waitFor({ state: 'detached' })
    })
  } finally {
    await imap.stop()
    own.stop()
  }
})
