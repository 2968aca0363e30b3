// Mail that comes in: what is kept out is seen and let in, who writes too much is blocked, and addresses that do not work are left alone.
import { sendMail } from './smtp.mjs'
import { accessible, openTicket, patienceMs, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const spammer = `seller@spam-${run}.example`
const nobody = `gone@customer-${run}.example`

/** A mail is read when it is its turn; a busy build machine is given time. */
const slow = { timeout: 3 * patienceMs }

await story(
  async (step, page, { relay, ...where }) => {
    const next = (name) => page.getByRole('button', { name, exact: true }).click()
    const tab = (name) => page.getByRole('tab', { name }).click()
    const channels = () => page.getByRole('link', { name: 'Channels', exact: true }).click()
    const incoming = (text) => page.getByRole('list', { name: 'Incoming' }).getByRole('listitem').filter({ hasText: text })
    await step('a sender is blocked by a rule, and one of their mails let in all the same', async () => {
      await signIn(page, where)
      await channels()
      await tab('Mail rules')
      const blocked = page.getByLabel('Blocked senders')
      await blocked.fill(`${await blocked.inputValue()}\nspam-${run}.example`)
      await accessible(page)
      await next('Save')
      await page.getByText('Saved', { exact: true }).waitFor()
      await tab('Incoming')
      await sendMail(where.smtp, { from: spammer, to: `ticket@${where.mailDomain}`, subject: `Buy this ${run}`, text: 'Now!' })
      await next('Blocked')
      await incoming(`Buy this ${run}`).getByRole('button').first().click()
      await incoming(`Buy this ${run}`).getByText('is blocked by the mail policy').first().waitFor()
      await accessible(page)
      await next('Let it in')
      await next('Let in')
      await incoming(`Buy this ${run}`).getByText('New item').waitFor(slow)
    })
    await step('the sender of a mail is blocked from where it is shown', async () => {
      await sendMail(where.smtp, { from: `pest@other-${run}.example`, to: `ticket@${where.mailDomain}`, subject: `Again and again ${run}`, text: 'Me again' })
      await incoming(`Again and again ${run}`).getByRole('button').first().click()
      await incoming(`Again and again ${run}`).getByRole('button', { name: 'Block the sender' }).click()
      await page.getByText(`pest@other-${run}.example is blocked from now on`).waitFor()
    })
    await step('rules are saved, and are there after a reload', async () => {
      await tab('Mail rules')
      const add = async (label, entry) => {
        const box = page.getByLabel(label)
        await box.fill(`${await box.inputValue()}\n${entry}`)
      }
      await add('Blocked senders', `partner-${run}.example`)
      await add('Trusted senders', `good@partner-${run}.example`)
      await add('Never add as followers', `list@customer-${run}.example`)
      await page.getByLabel('It is not: anybody may have written it').selectOption('Put it aside')
      await page.getByLabel('It says to be from a domain of yours').selectOption('Let it in, and show it')
      await accessible(page)
      await next('Save')
      await page.getByText('Saved', { exact: true }).last().waitFor()
      await page.reload()
      await page.getByText(`list@customer-${run}.example`).waitFor()
      const chosen = page.getByLabel('It is not: anybody may have written it').getByRole('option', { name: 'Put it aside', selected: true })
      await chosen.waitFor({ state: 'attached' })
    })
    await step('a trusted sender of a blocked domain comes in, the others do not', async () => {
      const from = (who) => sendMail(where.smtp, { from: `${who}@partner-${run}.example`, to: `ticket@${where.mailDomain}`, subject: `From ${who} ${run}`, text: 'Hello' })
      await from('good')
      await from('bad')
      await tab('Incoming')
      await next('All')
      await incoming(`From good ${run}`).getByText('New item').waitFor(slow)
      await incoming(`From bad ${run}`).getByText('Blocked', { exact: true }).waitFor(slow)
    })
    await step('a mail that was kept out is thrown away', async () => {
      const mail = incoming(`From bad ${run}`)
      await mail.getByRole('button').first().click()
      await mail.getByText('Reason', { exact: true }).waitFor()
      await accessible(page)
      await mail.getByRole('button', { name: 'Throw away' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Throw away' }).click()
      await mail.waitFor({ state: 'detached' })
    })
    await step('people in copy take part, but for those who never do; and nobody where the rule says so', async () => {
      const copies = `Ben <ben@customer-${run}.example>, List <list@customer-${run}.example>`
      const to = page.getByRole('list', { name: 'Who gets this' })
      await openTicket(page, where, { from: `ann@customer-${run}.example`, cc: copies, title: `Copied ${run}`, text: 'See below' })
      await to.getByText('Ben').waitFor()
      if (await to.getByText('List').count()) throw new Error('a mailing list was added')
      await channels()
      await tab('Mail rules')
      await page.getByLabel('People in copy').selectOption('Are not added')
      await next('Save')
      await page.getByText('Saved', { exact: true }).waitFor()
      await openTicket(page, where, { from: `ann@customer-${run}.example`, cc: copies, title: `Not copied ${run}`, text: 'See below' })
      await page.getByRole('article', { name: `Not copied ${run}` }).getByRole('button', { name: /^Leave out ann/i }).waitFor()
      if (await to.getByText('Ben').count()) throw new Error('somebody in copy was added')
      await channels()
      await tab('Mail rules')
      await page.getByLabel('People in copy').selectOption('Follow the conversation')
      await page.getByLabel('It is not: anybody may have written it').selectOption('It is an internal note')
      await page.getByLabel('It says to be from a domain of yours').selectOption('Put it aside')
      await next('Save')
      await page.getByText('Saved', { exact: true }).last().waitFor()
    })
    await step('an address that does not work is suppressed, and that is lifted', async () => {
      relay.refuse.add(nobody)
      await openTicket(page, where, { from: nobody, title: `Gone ${run}`, text: 'Answer me if you can' })
      await page.getByRole('textbox', { name: 'Reply to the customer…' }).fill('We try.')
      await page.keyboard.press('Control+Enter')
      await channels()
      await tab('Suppressed addresses')
      const row = page.getByRole('list', { name: 'Suppressed addresses' }).getByRole('listitem').filter({ hasText: nobody })
      await row.getByText('Bounced').waitFor(slow)
      await accessible(page)
      await row.getByRole('button', { name: /^Lift/ }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Lift' }).click()
      await row.waitFor({ state: 'detached' })
    })
  },
  { withRelay: true },
)
