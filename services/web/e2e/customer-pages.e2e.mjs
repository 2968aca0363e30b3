// The customers' side: the web form, and the portal with an agent at the other end.
import { accessible, mailedLink, patienceMs, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const title = `Broken handle ${run}`
const reply = `A new handle is on its way, run ${run}.`
const note = `They break it every year, run ${run}.`
const thanks = `Thank you, run ${run}.`

/** A phone for the customer, a desk for the agent. */
const phone = { viewport: { width: 390, height: 844 } }

await story(async (step, page, { browser, customer, ...where }) => {
  const other = await (await browser.newContext(phone)).newPage()
  other.setDefaultTimeout(patienceMs)
  const pages = {}
  const messages = other.getByRole('list', { name: 'Messages' })
  const item = page.getByRole('article', { name: title })

  await step('the customer pages are found in the administration', async () => {
    await signIn(page, where)
    await page.getByRole('link', { name: 'Administration' }).click()
    await page.getByRole('tab', { name: 'Customer pages' }).click()
    for (const kind of ['form', 'portal']) {
      const path = await page.locator(`a[href^="/${kind}/"]`).first().getAttribute('href')
      pages[kind] = where.url + path
    }
    await accessible(page)
  })
  await step('anybody writes by the web form and is told a number', async () => {
    await other.goto(pages.form)
    await other.getByLabel('Your e-mail').fill(`fred@form-${run}.example`)
    await other.getByLabel('Subject').fill(' ')
    await other.getByLabel('Message').fill('Please call me')
    await other.getByRole('button', { name: 'Send' }).click()
    await other.getByText('must not be empty').waitFor()
    await accessible(other)
    await other.getByLabel('Subject').fill(`By form ${run}`)
    await other.getByRole('button', { name: 'Send' }).click()
    await other.getByText('Its number is').waitFor()
    await page.getByRole('link', { name: 'Tickets', exact: true }).click()
    await page.getByRole('list', { name: 'Tickets' }).getByText(`By form ${run}`).waitFor()
  })
  await step('a customer signs in at the portal and asks for something', async () => {
    await other.goto(pages.portal)
    await other.getByRole('button', { name: 'Sign in with a password instead' }).click()
    await accessible(other)
    await other.getByLabel('Your e-mail').fill(customer.email)
    await other.getByLabel('Password').fill(customer.password)
    await other.getByRole('button', { name: 'Sign in', exact: true }).click()
    await other.getByRole('button', { name: 'New request' }).click()
    await other.getByLabel('Subject').fill(title)
    await other.getByLabel('Message').fill('It came off this morning.')
    await other.setInputFiles('input[type=file]', { name: 'handle.txt', mimeType: 'text/plain', buffer: Buffer.from('a picture') })
    await other.getByText('handle.txt').waitFor()
    await other.getByRole('button', { name: 'Send' }).click()
    await other.getByRole('heading', { name: title }).waitFor()
    await messages.getByText('It came off this morning.').waitFor()
    await accessible(other)
  })
  await step('the agent has it at once, with its file', async () => {
    await page.getByRole('list', { name: 'Tickets' }).getByText(title).click()
    await item.getByRole('link', { name: /handle\.txt/ }).first().waitFor()
  })
  await step('the reply is on the portal without reload; the note never is', async () => {
    await item.getByRole('tab', { name: 'Internal' }).click()
    await item.getByRole('textbox', { name: 'Write a note for your team…' }).fill(note)
    await page.keyboard.press('Control+Enter')
    await item.getByRole('listitem').filter({ hasText: note }).getByText('in Tandem').waitFor()
    await item.getByRole('tab', { name: 'Customer' }).click()
    await item.getByRole('tabpanel').getByText('It came off this morning.').waitFor()
    await item.getByRole('textbox', { name: 'Reply to the customer…' }).fill(reply)
    await page.keyboard.press('Control+Enter')
    // It leaves when it cannot be taken back any more.
    await messages.getByText(reply).waitFor()
    if (await other.getByText(note).count()) throw new Error('the customer reads the internal note')
  })
  await step('the customer answers, and the agent sees it without reload', async () => {
    await other.getByLabel('Your answer').fill(thanks)
    await other.getByRole('button', { name: 'Send' }).click()
    await messages.getByText(thanks).waitFor()
    await item.getByRole('article', { name: /on the portal/ }).getByText(thanks).waitFor()
  })
  await step('a mailed link signs in once', async () => {
    await other.getByRole('button', { name: 'Sign out' }).click()
    await other.getByLabel('Your e-mail').fill(customer.email)
    await other.getByRole('button', { name: 'Mail me a link' }).click()
    await other.getByText('a link is on its way').waitFor()
    const { pathname, hash } = await mailedLink(page, customer.email, /\/portal\/.*token=/)
    const enter = async () => {
      await other.goto('about:blank')
      await other.goto(where.url + pathname + hash)
    }
    await enter()
    await other.getByRole('link', { name: new RegExp(title) }).waitFor()
    await accessible(other)
    await other.getByRole('button', { name: 'Sign out' }).click()
    await other.getByRole('button', { name: 'Mail me a link' }).waitFor()
    await enter()
    await other.getByText('used already').waitFor()
  })
})
