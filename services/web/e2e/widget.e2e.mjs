// The chat: a visitor on a website of another origin, an agent at the other end.
import { openSite, seen, signedInApi } from './site.mjs'
import { accessible, patienceMs, story } from './story.mjs'

const run = Date.now().toString(36)
const question = `Does it come in green, run ${run}?`
const thanks = `Thank you, run ${run}.`
const more = `And in red, run ${run}.`
const answer = `In green and in blue, run ${run}.`
const fromSecond = `From my second window, run ${run}.`
const afterRestart = `Still there, run ${run}?`
const answerAfter = `We are, run ${run}.`

await story(async (step, page, where) => {
  const api = await signedInApi(page, where)
  const site = await openSite(where, api)
  const { widget: id, key } = site
  const { at: shop, frame, messages } = await site.visit()
  let chat

  await step('the button is on the website, and opens the chat', async () => {
    await shop.goto(site.url)
    await shop.getByRole('button', { name: 'The shop' }).click()
    await messages.getByText('Hello! How can we help?').waitFor()
  })
  await step('a visitor writes, and the agent has it with the page', async () => {
    await frame.getByLabel('Your message').fill(question)
    await shop.keyboard.press('Enter')
    await messages.getByText(question).waitFor()
    await messages.getByText('Sending…').waitFor({ state: 'detached' })
    const { chats } = await api('GET', '/v1/chats')
    chat = chats.find(({ visitor }) => visitor.pageUrl === site.url)
    if (!chat) throw new Error(`no chat from that page: ${JSON.stringify(chats)}`)
  })
  await step('the answer is there without reload, and it says who types', async () => {
    await page.goto(`${where.url}/chats`)
    await page.getByRole('list', { name: 'Chats' }).getByText('A shop').first().click()
    await page.getByRole('button', { name: 'Take', exact: true }).click()
    await page.getByRole('article').getByText(question).waitFor()
    await accessible(page)
    await page.getByRole('textbox', { name: 'Reply to the customer…' }).pressSequentially(answer)
    await frame.getByText('is typing…').waitFor()
    await page.getByRole('button', { name: 'Send to customer' }).click()
    await messages.getByText(answer).waitFor()
    await frame.getByText('You are talking to').waitFor()
  })
  await step('the agent sees the visitor type, whatever the agent sends meanwhile, and what they write', async () => {
    await page.getByRole('textbox', { name: 'Reply to the customer…' }).fill(more)
    await page.getByRole('button', { name: 'Send to customer' }).click()
    await frame.getByLabel('Your message').pressSequentially(thanks)
    await page.getByText('is typing…').waitFor()
    await messages.getByText(more).waitFor()
    await shop.keyboard.press('Enter')
    await page.getByRole('article').getByText(thanks).waitFor()
  })
  await step('the chat is ended, and no ticket is made of who left no address', async () => {
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Make a ticket or task' }).click()
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByText('Its visitor has left no address').waitFor()
    await accessible(page)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'End', exact: true }).click()
    await frame.getByText('This chat has ended').waitFor()
    await page.getByRole('button', { name: 'Open again' }).click()
  })
  await step('a second tab of the visitor has the same chat, and what is written in one is in both', async () => {
    const tab = await shop.context().newPage()
    tab.setDefaultTimeout(patienceMs)
    const second = seen(tab)
    await tab.goto(site.url)
    await tab.getByRole('button', { name: 'The shop' }).click()
    await second.messages.getByText(answer).waitFor()
    await second.frame.getByLabel('Your message').fill(fromSecond)
    await tab.keyboard.press('Enter')
    await messages.getByText(fromSecond).waitFor()
    await page.getByRole('article').getByText(fromSecond).first().waitFor()
    await tab.close()
  })
  if (where.restart) {
    await step('the server is started anew amidst it, and both sides go on: nothing is lost or there twice', async () => {
      await where.restart()
      const patient = { timeout: 6 * patienceMs }
      await frame.getByLabel('Your message').fill(afterRestart)
      await shop.keyboard.press('Enter')
      await messages.getByText('Sending…').waitFor({ state: 'detached' })
      await page.getByRole('article').getByText(afterRestart).first().waitFor(patient)
      await page.getByRole('textbox', { name: 'Reply to the customer…' }).fill(answerAfter)
      await page.getByRole('button', { name: 'Send to customer' }).click()
      await messages.getByText(answerAfter).first().waitFor(patient)
      for (const words of [question, answer, thanks, fromSecond, afterRestart, answerAfter]) {
        for (const place of [messages, page.getByRole('article')]) {
          const said = place.getByText(words, { exact: true })
          await said.first().waitFor()
          await said.nth(1).waitFor({ state: 'detached' })
        }
      }
    })
  }
  await step('the widget is set up, with the lines to copy', async () => {
    await page.goto(`${where.url}/widgets`)
    await page.getByRole('list', { name: 'Chat widgets' }).getByRole('link').first().click()
    await page.getByText(`widget.js?key=${key}`).waitFor()
    await page.getByLabel('Greeting').fill('Good day! How can we help?')
    await page.getByLabel('End a silent chat after').fill('45')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    await accessible(page)
    const { endAfterMinutes } = await api('GET', `/v1/widgets/${id}`)
    if (endAfterMinutes !== 45) throw new Error(`a silent chat ends after ${endAfterMinutes}`)
  })
  await step('after a reload everything is there still', async () => {
    await shop.reload()
    await shop.getByRole('button', { name: 'The shop' }).click()
    await messages.getByText(question).waitFor()
    await messages.getByText(answer).waitFor()
    if ((await messages.getByText(answer).count()) !== 1) throw new Error('a message is there twice')
  })
  await step('what came while it was closed is counted', async () => {
    await frame.getByRole('button', { name: 'Close the chat' }).click()
    await api('POST', `/v1/conversations/${chat.conversationId}/messages`, { body_text: 'One more thing.' })
    await shop.getByRole('button', { name: 'The shop' }).getByText('1').waitFor()
  })
  await step('the page alone is accessible, on a phone too', async () => {
    const phone = await (await where.browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' })).newPage()
    await phone.goto(`${where.url}/widget/${key}`)
    await phone.getByLabel('Your message').waitFor()
    await accessible(phone)
  })
  await step('a website that is not allowed shows nothing', async () => {
    await api('PATCH', `/v1/widgets/${id}?update_mask=allowed_sites`, { allowedSites: ['https://other.example'] })
    const deadline = Date.now() + patienceMs
    for (;;) {
      const told = await page.request.get(`${where.url}/widget/${key}`)
      if (told.headers()['content-security-policy'].includes('other.example')) break
      if (Date.now() > deadline) throw new Error('the sites do not change')
    }
    await shop.reload()
    await shop.getByRole('heading', { name: 'A shop' }).waitFor()
    if (await shop.getByRole('button', { name: 'The shop' }).isVisible()) throw new Error('the button is there')
  })
})
process.exit()
