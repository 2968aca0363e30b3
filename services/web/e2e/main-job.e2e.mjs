// The main job, as people do it: a mail becomes a ticket, is answered, timed, resolved and surveyed.
import { sendMail } from './smtp.mjs'
import { accessible, mailedLink, story } from './story.mjs'

const run = Date.now().toString(36)
const customer = `carla@customer-${run}.example`
const title = `Printer on fire ${run}`
const question = `It smokes since this morning, run ${run}.`
const reply = `Please pull the plug, run ${run}.`
const note = `They have the old model, run ${run}.`
const praise = `Quick and friendly, run ${run}.`

await story(async (step, page, { browser, url, email, password, smtp, mailDomain }) => {
  const tickets = page.getByRole('list', { name: 'Tickets' })
  const item = page.getByRole('article', { name: title })

  await step('a wrong password is refused in words', async () => {
    await page.goto(url)
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('do not fit').waitFor()
    await accessible(page)
  })
  await step('the right one opens the dashboard', async () => {
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
    await page.getByRole('region', { name: 'Customer satisfaction' }).waitFor()
    await accessible(page)
  })
  await step('the survey rule is switched on', async () => {
    await page.getByRole('link', { name: 'Automation' }).click()
    const rule = page.getByRole('list', { name: 'Rules' }).getByRole('listitem').filter({ hasText: 'send the satisfaction survey' }).first()
    const toggle = rule.getByRole('switch')
    await toggle.waitFor()
    if ((await toggle.getAttribute('aria-checked')) === 'false') await toggle.click()
    await rule.getByRole('switch', { checked: true }).waitFor()
    await accessible(page)
  })
  await step('a mail becomes a ticket in the open list without reload', async () => {
    await page.getByRole('link', { name: 'Tickets', exact: true }).click()
    await page.getByRole('link', { name: 'All open' }).click()
    await page.waitForLoadState('networkidle').catch(() => undefined)
    await sendMail(smtp, { from: customer, to: `ticket@${mailDomain}`, subject: title, text: question })
    await tickets.getByText(title).waitFor()
    await accessible(page)
  })
  await step('it opens beside the list with what the customer wrote', async () => {
    await tickets.getByText(title).click()
    await item.getByRole('tab', { name: 'Customer' }).waitFor()
    await item.getByText('Customers read this').waitFor()
    await item.getByText(question).first().waitFor()
    await accessible(page)
  })
  await step('work is started and its time runs', async () => {
    await item.getByRole('button', { name: 'Start work' }).click()
    await item.getByRole('button', { name: /^Stop work/ }).waitFor()
  })
  await step('a reply goes to the customer, and it is their turn', async () => {
    await item.getByText(customer).first().waitFor()
    await item.getByRole('textbox', { name: 'Reply to the customer…' }).fill(reply)
    await page.keyboard.press('Control+Enter')
    await item.getByText(/^Sending in \d s$/).waitFor()
    // It leaves when it cannot be taken back any more.
    await item.getByRole('listitem').filter({ hasText: reply }).getByText(customer).waitFor()
    await item.getByRole('button', { name: 'Status: Pending customer' }).waitFor()
  })
  await step('work is stopped and its time is logged', async () => {
    await item.getByRole('button', { name: /^Stop work/ }).click()
    await item.getByRole('tab', { name: 'Time' }).click()
    await item.getByRole('button', { name: 'Remove this entry' }).waitFor()
    await accessible(page)
  })
  await step('an internal note stays among the team', async () => {
    await item.getByRole('tab', { name: 'Internal' }).click()
    await item.getByText('Only your team reads this').waitFor()
    await item.getByRole('textbox', { name: 'Write a note for your team…' }).fill(note)
    await item.getByRole('button', { name: 'Add internal note' }).click()
    await item.getByRole('listitem').filter({ hasText: note }).getByText('in Tandem').waitFor()
    await accessible(page)
    await item.getByRole('tab', { name: 'Customer' }).click()
    await item.getByText(reply).waitFor()
    if (await item.getByText(note).isVisible()) throw new Error('the note stands in the customer conversation')
  })
  await step('the ticket is resolved', async () => {
    await item.getByRole('button', { name: /^Status:/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Resolved' }).click()
    await item.getByRole('button', { name: 'Status: Resolved' }).waitFor()
    await item.getByRole('tab', { name: 'Activity' }).click()
    await item.getByRole('list', { name: 'Activity' }).getByText('changed the status').first().waitFor()
    await accessible(page)
  })

  let link
  await step('the survey is in the outgoing mail', async () => {
    link = await mailedLink(page, customer, /\/survey\//)
    await accessible(page)
  })
  await step('opening its link answers nothing; the button does', async () => {
    const stranger = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
    await stranger.goto(`${url}${link.pathname}?score=5`)
    await stranger.getByRole('radio', { name: 'Very good' }).waitFor()
    await accessible(stranger)
    await stranger.getByLabel('Anything to add? (optional)').fill(praise)
    await stranger.getByRole('button', { name: 'Send answer' }).click()
    await stranger.getByRole('heading', { name: 'Thank you' }).waitFor()
    await stranger.context().close()
  })
  await step('the dashboard shows the answer', async () => {
    await page.getByRole('link', { name: 'Dashboard' }).click()
    await page.getByText(praise).waitFor()
    await accessible(page)
  })
  await step('who signs out is out', async () => {
    await page.getByRole('button', { name: /Your settings/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goto(`${url}/tickets`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  })
})
