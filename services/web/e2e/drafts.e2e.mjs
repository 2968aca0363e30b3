// What is begun is with its writer on every device, and nothing typed in two of them is lost.
import { accessible, openTicket, patienceMs, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const title = `Begun twice ${run}`
const kept = (of) => of.waitForResponse((answer) => answer.url().includes('DraftsService/SaveDraft') && answer.ok())
/** Who comes back to a window finds there what was written elsewhere; what is saved a moment later is found the next time. */
const findsOnReturn = async (of, found) => {
  for (const until = Date.now() + patienceMs; !(await found()); await of.waitForTimeout(100)) {
    if (Date.now() > until) throw new Error('what was written elsewhere is not there')
    await of.evaluate(() => window.dispatchEvent(new Event('focus')))
  }
}
const screen = (of) => {
  const item = of.getByRole('article', { name: title })
  return { item, reply: item.getByRole('textbox', { name: 'Reply to the customer…' }), to: item.getByRole('list', { name: 'Who gets this' }) }
}

await story(async (step, page, { browser, ...where }) => {
  const here = screen(page)
  const device = await (await browser.newContext()).newPage()
  device.setDefaultTimeout(patienceMs)
  const there = screen(device)

  await step('a reply that is begun is on another device, with whom it is for', async () => {
    await signIn(page, where)
    await openTicket(page, where, { from: `dora@drafts-${run}.example`, cc: `Bea Boss <boss@drafts-${run}.example>`, title, text: 'Where is it?' })
    await Promise.all([kept(page), here.reply.fill('We are looking into it')])
    await Promise.all([kept(page), here.to.getByRole('button', { name: 'Leave out Bea Boss' }).click()])
    await signIn(device, where)
    await device.goto(page.url())
    await there.reply.getByText('We are looking into it').waitFor()
    await there.to.getByRole('button', { name: 'Put back Bea Boss' }).waitFor()
    await accessible(device)
  })
  await step('what is changed there is here, for who comes back to this window', async () => {
    await Promise.all([kept(device), there.to.getByRole('button', { name: 'Put back Bea Boss' }).click()])
    await Promise.all([kept(device), there.reply.fill('We have found it')])
    await findsOnReturn(page, () => here.reply.getByText('We have found it').isVisible())
    await here.to.getByRole('button', { name: 'Leave out Bea Boss' }).waitFor()
  })
  await step('what was written in both is put together', async () => {
    await Promise.all([kept(device), there.reply.fill('It leaves tomorrow')])
    await here.reply.fill('We are sorry')
    await here.reply.getByText('It leaves tomorrow').waitFor()
    await here.reply.getByText('We are sorry').waitFor()
    await findsOnReturn(device, () => there.reply.getByText('We are sorry').isVisible())
  })
  await step('what is sent from one device is no draft on the other', async () => {
    await page.keyboard.press('Control+Enter')
    await here.item.getByRole('button', { name: 'Send now' }).click()
    await here.item.getByRole('list', { name: 'Messages' }).getByText('We are sorry').waitFor()
    await here.item.getByRole('tab', { name: /Customer/ }).getByText('Draft').waitFor({ state: 'detached' })
    await findsOnReturn(device, async () => !(await there.reply.getByText('We are sorry').isVisible()))
  })
})
