// Chats at the desk: who waits is told, and a chat becomes a ticket, a task, or part of what is there.
import { openSite, signedInApi } from './site.mjs'
import { accessible, story } from './story.mjs'

const run = Date.now().toString(36)
const hello = `Good morning, run ${run}.`
const leak = `It leaks, run ${run}.`
const paint = `Please paint the wall, run ${run}.`
const again = `It leaks here as well, run ${run}.`

await story(async (step, page, where) => {
  const api = await signedInApi(page, where)
  const site = await openSite(where, api)
  /** A visitor who writes, and leaves an address as nobody answers at once. Answers with what it takes to see them. */
  const whoLeavesAddress = async (words, email) => {
    const visitor = await site.visit()
    await visitor.at.goto(site.url)
    await visitor.at.getByRole('button', { name: 'The shop' }).click()
    await visitor.frame.getByLabel('Your message').fill(words)
    await visitor.at.keyboard.press('Enter')
    await visitor.frame.getByLabel('Your e-mail').fill(email)
    await visitor.frame.getByRole('button', { name: 'Answer me by e-mail' }).click()
    await visitor.frame.getByRole('form', { name: 'Your address' }).waitFor({ state: 'detached' })
    return visitor
  }
  /** Opens the chat that waits longest, takes it, and chooses what is done with it. */
  const takeAnd = async (words, action) => {
    await page.goto(`${where.url}/chats`)
    await page.getByRole('list', { name: 'Chats' }).getByRole('link').first().click()
    await page.getByRole('article').getByText(words).waitFor()
    await page.getByRole('button', { name: 'Take', exact: true }).click()
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: action }).click()
  }
  // Who waits from before would be first.
  const { chats: before = [] } = await api('GET', '/v1/chats?state=STATE_WAITING&page_size=100')
  for (const one of before) await api('POST', `/v1/chats/${one.id}:end`, {})
  // The browser that shows no notices writes down that it would.
  await page.addInitScript(() => {
    globalThis.shownNotices = []
    globalThis.Notification = class extends EventTarget {
      static permission = 'granted'
      static requestPermission = () => Promise.resolve('granted')
      constructor(title, { body }) {
        super()
        globalThis.shownNotices.push(`${title}: ${body}`)
      }
      close() {}
    }
    document.hasFocus = () => false
  })
  await step('an agent asks for a sound and a notice', async () => {
    await page.goto(`${where.url}/chats`)
    await page.getByText('Nobody waits').waitFor()
    for (const wish of ['Play a sound', 'Show a desktop notice']) {
      await page.getByRole('button', { name: 'When a chat comes' }).click()
      await page.getByRole('menuitemcheckbox', { name: wish, checked: false }).click()
    }
    await page.getByRole('button', { name: 'When a chat comes' }).click()
    for (const wish of ['Play a sound', 'Show a desktop notice']) await page.getByRole('menuitemcheckbox', { name: wish, checked: true }).waitFor()
    await accessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Tickets', exact: true }).click()
    await page.getByRole('heading', { name: 'Tickets' }).waitFor()
  })
  await step('whoever writes is counted in the navigation and in the title, and a notice is shown', async () => {
    const visitor = await site.visit()
    await visitor.at.goto(site.url)
    await visitor.at.getByRole('button', { name: 'The shop' }).click()
    await visitor.frame.getByLabel('Your message').fill(hello)
    await visitor.at.keyboard.press('Enter')
    await page.getByRole('link', { name: /^Chats\s*1 chat waits/ }).waitFor()
    await page.waitForFunction(() => document.title.startsWith('(1) '))
    await page.waitForFunction(() => globalThis.shownNotices.includes('Chats: 1 chat waits'))
  })
  await step('whoever is taken waits no more', async () => {
    await page.getByRole('link', { name: /^Chats\s*1 chat waits/ }).click()
    await page.getByRole('list', { name: 'Chats' }).getByRole('link').first().click()
    await page.getByRole('button', { name: 'Take', exact: true }).click()
    await page.getByRole('link', { name: 'Chats', exact: true }).waitFor()
    await page.waitForFunction(() => document.title.startsWith('Chats'))
  })
  await step('a ticket is made of a chat whose visitor left an address, and an answer that waits to be seen says so', async () => {
    await api('PATCH', `/v1/widgets/${site.widget}?update_mask=answer_within_seconds`, { answerWithinSeconds: 1 })
    const visitor = await whoLeavesAddress(leak, `leo-${run}@leak.example`)
    await visitor.frame.getByRole('button', { name: 'Close the chat' }).click()
    await takeAnd(leak, 'Make a ticket or task')
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByText('The chat is part of the new item').waitFor()
    await page.getByRole('region', { name: 'Chat' }).getByRole('link', { name: /^Ticket #/ }).waitFor()
    await page.getByRole('textbox', { name: 'Reply to the customer…' }).fill('We are on our way.')
    await page.getByRole('button', { name: 'Send to customer' }).click()
    await page.getByRole('article').filter({ hasText: 'We are on our way.' }).getByText('Waits to be seen').waitFor()
    await accessible(page)
    await visitor.at.context().close()
  })
  await step('a task is made of another', async () => {
    const visitor = await whoLeavesAddress(paint, `pia-${run}@paint.example`)
    await takeAnd(paint, 'Make a ticket or task')
    await page.getByLabel('Kind').selectOption({ label: 'Task' })
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('region', { name: 'Chat' }).getByRole('link', { name: /^Task #/ }).waitFor()
    await visitor.at.context().close()
  })
  await step('a third is linked to the ticket that is there', async () => {
    const visitor = await whoLeavesAddress(again, `lou-${run}@leak.example`)
    await takeAnd(again, 'Link to an item')
    await page.getByRole('combobox', { name: 'Find an item by words or number' }).fill(leak)
    await page.getByRole('option').filter({ hasText: leak }).click()
    await page.getByText('The chat is part of it now').waitFor()
    await page.getByRole('region', { name: 'Chat' }).getByRole('link', { name: /^Ticket #/ }).waitFor()
    await visitor.at.context().close()
  })
  await step('the health of the channels says how the widget stands', async () => {
    await page.goto(`${where.url}/channels?tab=health`)
    const line = page.getByRole('list', { name: 'Health' }).getByRole('listitem').filter({ hasText: '· chat' })
    await line.getByText('May chat now').waitFor()
    await line.getByText('Last answered').waitFor()
    await line.getByText('Last not answered in time').waitFor()
    await accessible(page)
    await api('PATCH', `/v1/widgets/${site.widget}?update_mask=answer_within_seconds`, { answerWithinSeconds: 120 })
  })
})
process.exit()
