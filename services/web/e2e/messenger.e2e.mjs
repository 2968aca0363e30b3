// The messenger: two users write to each other live, what is unread is counted until it is read, and a customer is answered from there.
import { sendMail } from './smtp.mjs'
import { accessible, patienceMs, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const customer = `cora@customer-${run}.example`
const title = `Where is my parcel ${run}`
const phone = { viewport: { width: 390, height: 844 } }

const list = (of) => of.getByRole('list', { name: 'Conversations' })
const row = (of, text) => list(of).getByRole('listitem').filter({ hasText: text })
const place = (of) => of.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Messenger/ })
const section = (of, name) => of.getByRole('navigation', { name: 'Messenger' }).getByRole('link', { name })
const write = async (of, text) => {
  await of.locator('form').getByRole('textbox').last().fill(text)
  await of.keyboard.press('Control+Enter')
  await of.getByText('Sending…').first().waitFor({ state: 'detached' })
}
/** What stands beside a name: 0 where nothing does. */
const unread = async (link) => Number(/(\d+)\+? unread/.exec(await link.textContent())?.[1] ?? 0)
const choose = async (of, name) => {
  await of.getByRole('button', { name: 'Conversation actions' }).click()
  await of.getByRole('menuitem', { name }).click()
}

await story(async (step, page, { browser, colleague, ...where }) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  context.setDefaultTimeout(patienceMs)
  const other = await context.newPage()
  const becomes = async (link, wanted) => {
    for (const until = Date.now() + patienceMs; (await unread(link)) !== wanted; await page.waitForTimeout(50)) {
      if (Date.now() > until) throw new Error(`${await unread(link)} unread, and not ${wanted}`)
    }
  }

  /** What is unread beside the conversation of this story. */
  let rest = 0

  await step('a direct conversation begins with a colleague', async () => {
    await signIn(page, where)
    await signIn(other, { ...where, ...colleague })
    await place(page).click()
    await page.getByRole('button', { name: 'New conversation' }).first().click()
    await page.getByRole('option', { name: new RegExp(colleague.name) }).click()
    await accessible(page)
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByRole('article', { name: colleague.name }).waitFor()
    await write(page, `Are you there, run ${run}?`)
    await page.getByRole('article', { name: colleague.name }).getByText(`Are you there, run ${run}?`).waitFor()
    await accessible(page)
  })
  await step('the other one sees it counted, reads it live, and the count falls', async () => {
    await place(other).click()
    await section(other, /^Internal/).click()
    rest = (await unread(section(other, /^Internal/))) - 1
    if (rest < 0) throw new Error('nothing is unread')
    await row(other, `run ${run}`).getByText(/\d unread/).waitFor()
    await accessible(other)
    await row(other, `run ${run}`).click()
    await becomes(section(other, /^Internal/), rest)
    await accessible(other)
  })
  await step('they write to and fro without reload', async () => {
    await write(other, `Yes, I am here, run ${run}.`)
    await page.getByRole('article').getByText(`Yes, I am here, run ${run}.`).first().waitFor()
    await write(page, `Good, run ${run}.`)
    await other.getByRole('article').getByText(`Good, run ${run}.`).first().waitFor()
  })
  await step('who marks it as unread has it counted again', async () => {
    await becomes(section(other, /^Internal/), rest)
    await choose(other, 'Mark as unread')
    await becomes(section(other, /^Internal/), rest + 1)
    await row(other, `Good, run ${run}`).getByText('1 unread').waitFor()
  })
  await step('its notification leads there', async () => {
    await other.getByRole('button', { name: /^Notifications/ }).click()
    await other.getByRole('dialog', { name: 'Notifications' }).getByRole('link', { name: /wrote to you/ }).first().click()
    await other.getByRole('article').getByText(`Good, run ${run}.`).first().waitFor()
    await becomes(section(other, /^Internal/), rest)
    await other.getByRole('link', { name: 'Dashboard' }).click()
    await place(other).click()
    await section(other, /^Internal/).click()
  })
  await step('what a customer writes is there at once, and is answered from there', async () => {
    await section(page, /^From customers/).click()
    await sendMail(where.smtp, { from: customer, to: `ticket@${where.mailDomain}`, subject: title, text: `It should be here, run ${run}.` })
    await row(page, title).click()
    await page.getByText('Customers read this').waitFor()
    await page.getByRole('article', { name: /^cora/i }).first().getByText(`It should be here, run ${run}.`).waitFor()
    await write(page, `It left yesterday, run ${run}.`)
    await page.getByRole('article').getByText(`It left yesterday, run ${run}.`).first().waitFor()
    await accessible(page)
    await page.getByRole('link', { name: new RegExp(`Ticket.*${title}`) }).click()
    await page.getByRole('article', { name: title }).getByText(`It left yesterday, run ${run}.`).waitFor()
  })
  await step('a group is begun, renamed, joined and left', async () => {
    await place(page).click()
    await page.keyboard.press('m')
    const people = page.getByRole('dialog').getByRole('option')
    await people.nth(0).click()
    await people.nth(1).click()
    await page.getByRole('button', { name: 'Begin' }).click()
    await choose(page, 'Rename')
    await page.getByLabel('Title').fill(`Parcels ${run}`)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: `Parcels ${run}` }).waitFor()
    await page.getByRole('button', { name: /^Who takes part/ }).click()
    await page.getByRole('button', { name: 'Add somebody' }).click()
    await page.getByRole('option').first().click()
    await page.getByRole('button', { name: 'Who takes part: 4 people' }).waitFor()
    await accessible(page)
    await page.keyboard.press('Escape')
    await write(page, `Where do they lie, run ${run}?`)
    await row(page, `Parcels ${run}`).getByText(`You: Where do they lie, run ${run}?`).waitFor()
  })
  await step('a ticket is made of it, and it is closed, found and opened again', async () => {
    await choose(page, 'Make a ticket of it…')
    await page.getByRole('dialog').getByLabel('Title').fill(`Find the parcels ${run}`)
    await accessible(page)
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('link', { name: new RegExp(`Ticket #\\d+ Find the parcels ${run}`) }).waitFor()
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await row(page, `Parcels ${run}`).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Closed', exact: true }).click()
    await page.getByRole('searchbox', { name: 'Search messages' }).fill('parcels')
    await row(page, `Parcels ${run}`).click()
    await page.getByRole('button', { name: 'Reopen', exact: true }).click()
    await page.getByText('Open again').waitFor()
  })
  await step('on a phone there is one at a time', async () => {
    await other.setViewportSize(phone.viewport)
    await place(other).waitFor({ state: 'hidden' })
    await row(other, `Good, run ${run}`).click()
    await other.getByRole('article').getByText(`Good, run ${run}.`).first().waitFor()
    await list(other).waitFor({ state: 'hidden' })
    await accessible(other)
    await other.getByRole('button', { name: 'Back to the list' }).click()
    await list(other).waitFor()
    await accessible(other)
  })
})
