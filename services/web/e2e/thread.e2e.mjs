// Reading: what did not arrive, what was changed, what was written first by the customer, and what is new.
import { accessible, openTicket, rewrite, signIn, story } from './story.mjs'
import { sendMail } from './smtp.mjs'

const run = Date.now().toString(36)
const title = `Wrong invoice ${run}`
const customer = `mia@thread-${run}.example`
const cells = (...words) => `<tr>${words.map((word) => `<td>${word}</td>`).join('')}</tr>`
const gone = `gone@thread-${run}.example`

await story(
  async (step, page, { relay, ...where }) => {
    const item = page.getByRole('article', { name: title })
    const reply = item.getByRole('textbox', { name: 'Reply to the customer…' })
    const thread = item.getByRole('list', { name: 'Messages' })
    const message = (text) => thread.getByRole('listitem').filter({ hasText: text })
    const act = async (text, what) => {
      await message(text).getByRole('button', { name: 'Message actions' }).click()
      await page.getByRole('menuitem', { name: what }).click()
    }
    await page.addInitScript(() => localStorage.setItem('tandem.undoSeconds', '0'))
    relay.refuse.add(gone)
    let first

    await step('a mail that came back says so, to whom, why, and what to do', async () => {
      await signIn(page, where)
      first = await openTicket(page, where, { from: customer, title, text: 'The sum is wrong.' })
      await item.getByRole('button', { name: 'Copy to' }).click()
      await page.getByRole('combobox', { name: 'Name or e-mail address' }).fill(gone)
      await page.getByRole('option', { name: gone }).click()
      await reply.fill('Here is the right one.')
      await page.keyboard.press('Control+Enter')
      const failed = item.getByRole('group', { name: `Not delivered to ${gone}` })
      await failed.getByText('There is no such mailbox').waitFor()
      await failed.getByText('no such mailbox here').waitFor()
      await message('Here is the right one.').getByRole('list', { name: 'Deliveries' }).getByText(customer).waitFor()
      await accessible(page)
    })
    await step('it is tried again for that address alone, and arrives', async () => {
      relay.refuse.delete(gone)
      await item.getByRole('button', { name: `Try again to ${gone}` }).click()
      const deliveries = message('Here is the right one.').getByRole('list', { name: 'Deliveries' }).getByRole('listitem')
      await deliveries.filter({ hasText: gone }).getByText('Sent').waitFor()
      const got = (address) => relay.taken.filter(({ to, text }) => to.includes(address) && text.includes('Here is the right one.')).length
      if (got(customer) !== 1 || got(gone) !== 1) throw new Error(`the customer got it ${got(customer)} times, the other ${got(gone)} times`)
    })
    await step('a message is edited, and what it said before can be read', async () => {
      await act('Here is the right one.', 'Edit')
      await rewrite(item.getByRole('textbox', { name: 'Edit' }), 'Here is the corrected invoice.')
      await item.getByRole('button', { name: 'Save' }).click()
      await message('Here is the corrected invoice.').getByRole('button', { name: 'Edited' }).click()
      const history = page.getByRole('dialog', { name: 'Former versions' })
      await history.getByText('Here is the right one.').waitFor()
      await accessible(page)
      await page.keyboard.press('Escape')
    })
    await step('a message is deleted; that there was one stays', async () => {
      page.once('dialog', (dialog) => void dialog.accept())
      await act('Here is the corrected invoice.', 'Delete')
      await message('This message was deleted').getByRole('button', { name: 'What it said' }).click()
      await page.getByRole('dialog', { name: 'Former versions' }).getByText('Here is the corrected invoice.').waitFor()
      await page.keyboard.press('Escape')
    })
    await step('a message says why it is here and from whom it is, and is not held to be forged where nothing says so', async () => {
      if (await thread.getByText(/Sender not proved|Perhaps forged/).count()) throw new Error('a mail of a domain without records is marked')
      await act('The sum is wrong.', 'Details')
      await page.getByRole('dialog', { name: 'Details' }).getByText(customer).first().waitFor()
      await accessible(page)
      await page.keyboard.press('Escape')
    })
    await step('a table is shown as it was laid out, and what is quoted below it is folded', async () => {
      const headers = { 'In-Reply-To': first, References: first }
      const table = `<table border="1">${cells('Number', 'From', 'Sum')}${cells('4711', 'Acme', '12 EUR')}</table>`
      const html = `<p>These are wrong:</p>${table}<p>Please look at them.</p><div>On Mon, 3 Feb 2025, Help wrote:<blockquote><p>We have sent it.</p></blockquote></div>`
      await sendMail(where.smtp, { from: customer, to: `ticket@${where.mailDomain}`, subject: `Re: ${title}`, html, headers })
      const card = thread.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Show quoted text' }) })
      const mail = card.frameLocator('iframe')
      await mail.getByRole('cell', { name: '12 EUR' }).waitFor()
      await mail.getByText('Please look at them.').waitFor()
      if (await mail.getByText('We have sent it.').count()) throw new Error('the quote is not folded')
      await accessible(page)
      await page.getByRole('button', { name: 'Show quoted text' }).click()
      const whole = thread.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Hide quoted text' }) })
      await whole.frameLocator('iframe').getByText('We have sent it.').waitFor()
      await whole.getByRole('button', { name: 'Show as text' }).click()
      await whole.waitFor({ state: 'detached' })
    })
    await step('a message that waits is not sent where the customer answers first, and can be used as a draft', async () => {
      await reply.fill('Did it arrive?')
      await item.getByRole('button', { name: 'Send later' }).click()
      await page.getByRole('button', { name: /^Tomorrow morning/ }).click()
      await item.getByRole('article', { name: 'Scheduled message' }).waitFor()
      const headers = { 'In-Reply-To': first, References: first }
      await sendMail(where.smtp, { from: customer, to: `ticket@${where.mailDomain}`, subject: `Re: ${title}`, text: 'It arrived, thank you.', headers })
      const unsent = item.getByRole('article', { name: 'Message that was not sent' })
      await unsent.getByText('the customer wrote first').waitFor()
      await accessible(page)
      await unsent.getByRole('button', { name: 'Use as draft' }).click()
      await reply.getByText('Did it arrive?').waitFor()
      await rewrite(reply, '')
    })
    await step('what came while the ticket was closed stands below a line', async () => {
      await page.getByRole('link', { name: 'Dashboard' }).click()
      const headers = { 'In-Reply-To': first, References: first }
      await sendMail(where.smtp, { from: customer, to: `ticket@${where.mailDomain}`, subject: `Re: ${title}`, text: 'One more thing.', headers })
      await page.getByRole('link', { name: 'Tickets', exact: true }).click()
      await page.getByRole('link', { name: 'All', exact: true }).click()
      await page.getByRole('list', { name: 'Tickets' }).getByText(title).click()
      await thread.getByText('One more thing.').waitFor()
      await thread.getByText('New', { exact: true }).waitFor()
      await accessible(page)
    })
    await step('another conversation with the customer begins beside the first', async () => {
      await item.getByRole('button', { name: 'Conversation', exact: true }).click()
      await page.getByRole('menuitem', { name: 'New conversation' }).click()
      await page.getByRole('textbox', { name: 'What it is about' }).fill(`Refund ${run}`)
      await accessible(page)
      await page.getByRole('button', { name: 'Open', exact: true }).click()
      await item.getByText('Nothing has been written to the customer yet').waitFor()
      await reply.fill('The money is on its way.')
      await page.keyboard.press('Control+Enter')
      await message('The money is on its way.').getByText(customer).waitFor()
      await item.getByRole('button', { name: `Refund ${run}` }).click()
      await page.getByRole('menuitem', { name: 'First conversation' }).click()
      await thread.getByText('One more thing.').waitFor()
      if (await thread.getByText('The money is on its way.').count()) throw new Error('it stands in the first conversation')
    })
  },
  { withRelay: true },
)
