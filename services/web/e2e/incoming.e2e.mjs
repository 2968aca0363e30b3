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
