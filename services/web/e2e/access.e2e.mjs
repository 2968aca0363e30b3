// Somebody new comes in by an invitation, and by a mail when they have forgotten their password.
import { tab } from './administering.mjs'
import { accessible, patienceMs, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const name = `Nora New ${run}`
const email = `nora-${run}@desk.test`
const [first, second] = [`first-${run}`, `second-${run}`]

await story(async (step, page, where) => {
  const { browser, url, relay } = where
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  context.setDefaultTimeout(patienceMs)
  const hers = await context.newPage()
  let link = ''
  await step('an administrator adds a user without a password, and gets a link to hand over', async () => {
    await signIn(page, where)
    await tab(page, 'Users')
    await page.getByRole('button', { name: 'New user' }).click()
    const form = page.getByRole('dialog', { name: 'New user' })
    await form.getByLabel('Name').fill(name)
    await form.getByLabel('E-mail').fill(email)
    await form.getByRole('button', { name: 'Create' }).focus()
    await page.keyboard.press('Enter')
    const invitation = page.getByRole('dialog', { name: `Invitation of ${name}` })
    link = await invitation.getByLabel('Link of the invitation').textContent()
    if (!link.startsWith(`${url}/set-password#token=`)) throw new Error(link)
    await accessible(page)
    await invitation.getByRole('button', { name: 'Done' }).click()
  })
  await step('who is invited sets a password, and is in', async () => {
    await hers.goto(link)
    await hers.getByLabel('New password').fill(first)
    await accessible(hers)
    await hers.keyboard.press('Enter')
    await hers.getByRole('heading', { name: 'Dashboard' }).waitFor()
  })
  await step('the link was good once', async () => {
    await hers.goto('about:blank')
    await hers.goto(link)
    await hers.getByLabel('New password').fill(second)
    await hers.keyboard.press('Enter')
    await hers.getByRole('alert').getByText('This link was used already').waitFor()
    await accessible(hers)
  })
  await step('who forgot the password asks for another by mail', async () => {
    await context.clearCookies()
    await hers.goto(`${url}/sign-in`)
    await hers.getByRole('link', { name: 'Forgot password?' }).focus()
    await hers.keyboard.press('Enter')
    await hers.getByRole('heading', { name: 'Forgot password' }).waitFor()
    await hers.getByLabel('E-mail').fill(email)
    await accessible(hers)
    await hers.keyboard.press('Enter')
    await hers.getByRole('status').getByText('a link is on its way').waitFor()
    await hers.goto('about:blank')
    await hers.goto(await mailed(relay, email, 'Set a new password'))
    await hers.getByLabel('New password').fill(second)
    await hers.keyboard.press('Enter')
    await hers.getByRole('heading', { name: 'Dashboard' }).waitFor()
  })
  await step('the new one fits, and the old one does not', async () => {
    for (const [password, status] of [[first, 401], [second, 200]]) {
      const answer = await page.request.post(`${url}/v1/sessions`, { data: { email, password }, headers: { origin: url } })
      if (answer.status() !== status) throw new Error(`${password}: ${answer.status()}`)
    }
    await page.context().clearCookies()
    await signIn(page, where)
  })
  await step('no administrator reads what is in those mails', async () => {
    await page.getByRole('link', { name: 'Outgoing mail' }).click()
    const mail = page.getByRole('list', { name: 'Outgoing mail' }).getByRole('listitem').filter({ hasText: 'Set a new password' }).first()
    await mail.getByRole('button', { expanded: false }).first().click()
    await mail.getByRole('button', { expanded: true }).first().waitFor()
    if ((await page.content()).includes('set-password#token')) throw new Error('the link is shown')
  })
}, { withRelay: true })

/** The link of the newest mail with that subject to somebody. */
async function mailed(relay, to, subject) {
  for (const until = Date.now() + patienceMs; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const mail = relay.taken.findLast((one) => one.to.includes(to) && one.text.includes(subject))
    const text = mail?.text.replaceAll(/=\n/g, '').replaceAll('=3D', '=')
    const link = text && /http:\S+\/set-password#token=[\w-]+/.exec(text)
    if (link) return link[0]
  }
  throw new Error(`no mail to ${to}`)
}
