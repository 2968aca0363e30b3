// Menus, panels and dialogs by keyboard alone: Enter opens them, they hold the keyboard, Escape closes them and gives it back.
import { sendMany, signIn, story } from './bulk.mjs'
import { opensAndCloses } from './keyboard.mjs'

const dialogs = [
  ['/', 'button', /: My work$/, 'menu'],
  ['/tickets', 'button', 'New ticket', 'dialog'],
  ['/tickets', 'button', 'New view', 'dialog'],
  ['/tickets', 'button', 'Conditions', 'dialog'],
  ['/tickets', 'button', 'Order', 'menu'],
  ['/tickets', 'button', 'Group by', 'dialog'],
  ['/tickets', 'button', 'Columns', 'dialog'],
  ['/tickets', 'button', /^More for /, 'menu'],
  ['/tickets', 'button', /^Search/, 'dialog'],
  ['/tickets', 'button', /^Notifications/, 'dialog'],
  ['/messages', 'button', 'New conversation', 'dialog'],
  ['/projects', 'button', 'New project', 'dialog'],
  ['/customers', 'button', 'New customer', 'dialog'],
  ['/automation?tab=macros', 'button', 'New macro', 'dialog'],
  ['/recurring', 'button', 'New template', 'dialog'],
]
const administration = [
  ['Users', 'New user'],
  ['Types', 'New type'],
  ['Types', /^More about /, 'menu'],
  ['Statuses', 'New status'],
  ['Project statuses', 'New status'],
  ['Fields', 'New field'],
  ['SLA', 'New policy'],
  ['Business hours', 'New calendar'],
]
/** What stands in the head and the facts of an item. */
const ofItem = [
  [/^Status: /, 'menu'],
  [/^Priority|^No priority|stars?$/, 'menu'],
  ['Run a macro (M)', 'dialog'],
  ['More actions', 'menu'],
  ['Why?', 'dialog'],
  ['Add requester', 'dialog'],
  ['Send later', 'dialog'],
]

await story(async (step, page, where) => {
  await step('there is something to open', async () => {
    await signIn(page, where)
    await sendMany(where, ['Open me'], 'dialogs')
    await page.goto(`${where.url}/tickets`)
    await page.getByText('Open me').first().waitFor()
  })
  for (const [path, role, name, opens] of dialogs) {
    await step(`${path}: ${name}`, async () => {
      await page.goto(`${where.url}${path}`)
      const button = page.getByRole(role, { name, exact: typeof name === 'string' }).first()
      await button.waitFor()
      await opensAndCloses(page, button, { role: opens, holds: false })
    })
  }
  for (const [tab, name, opens = 'dialog'] of administration) {
    await step(`administration, ${tab}: ${name}`, async () => {
      await page.goto(`${where.url}/administration`)
      const first = page.getByRole('tab', { name: 'Users' })
      await first.focus()
      const wanted = page.getByRole('tab', { name: tab, exact: true })
      // They stand beneath each other where there is room.
      while ((await wanted.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown')
      await opensAndCloses(page, page.getByRole('button', { name, exact: typeof name === 'string' }).first(), { role: opens })
    })
  }
  for (const [name, opens] of ofItem) {
    await step(`a ticket: ${name}`, async () => {
      await page.goto(`${where.url}/tickets`)
      await page.getByRole('list', { name: 'Tickets' }).getByRole('link').first().press('Enter')
      // The composer is made anew for the conversation, once that is read.
      await page.getByRole('article').getByRole('list', { name: 'Messages' }).getByRole('listitem').first().waitFor()
      await page.getByRole('article').getByRole('textbox', { name: 'Reply to the customer…' }).waitFor()
      const button = page.getByRole('article').getByRole('button', { name, exact: typeof name === 'string' }).first()
      await button.waitFor()
      await opensAndCloses(page, button, { role: opens, holds: false })
    })
  }
})
