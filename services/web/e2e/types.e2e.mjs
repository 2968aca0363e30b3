// Types of tickets and their statuses: made, put in order, used, retired, brought back.
import { act, names, row, tab, until } from './administering.mjs'
import { accessible, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const type = `Order ${run}`
const status = `Packed ${run}`
const title = `Three scanners ${run}`

let ticket = ''

await story(async (step, page, where) => {
  await step('an administrator makes a type of tickets', async () => {
    await signIn(page, where)
    await tab(page, 'Types')
    await row(page, 'Types', 'Complaint').waitFor()
    await page.getByRole('button', { name: 'New type' }).click()
    const form = page.getByRole('dialog', { name: 'New type' })
    await form.getByLabel('Name').fill(type)
    await form.getByRole('radio', { name: 'truck' }).check({ force: true })
    await accessible(page)
    await form.getByRole('button', { name: 'Create' }).click()
    await row(page, 'Types', type).waitFor()
    await accessible(page)
  })
  await step('the order is changed on the grip by the arrow keys', async () => {
    const before = await names(page, 'Types')
    const above = before.at(-2)
    const grip = page.getByRole('button', { name: `Move ${type}` })
    await grip.focus()
    await page.keyboard.press('ArrowUp')
    await until(page, 'Types', [type, above])
    await page.keyboard.press('ArrowDown')
    await until(page, 'Types', [above, type])
  })
  await step('a type gets a status of its own', async () => {
    await tab(page, 'Statuses')
    await page.getByRole('combobox', { name: 'Type' }).selectOption({ label: type })
    await page.getByRole('button', { name: 'New status' }).click()
    const form = page.getByRole('dialog', { name: 'New status' })
    await form.getByLabel('Name').fill(status)
    await accessible(page)
    await form.getByRole('button', { name: 'Create' }).click()
    await row(page, 'Statuses', status).waitFor()
    await accessible(page)
  })
  await step('a ticket of the type takes its status', async () => {
    await page.getByRole('link', { name: 'Tickets', exact: true }).click()
    await page.getByRole('button', { name: 'New ticket' }).first().click()
    const form = page.getByRole('dialog', { name: 'New ticket' })
    await form.getByLabel('Title').fill(title)
    await form.getByLabel('Type').selectOption({ label: type })
    await form.getByRole('button', { name: 'Create' }).click()
    const item = page.getByRole('article', { name: title })
    await item.getByRole('button', { name: /^Status: / }).click()
    await page.getByRole('menuitemcheckbox', { name: status }).click()
    await item.getByRole('button', { name: `Status: ${status}` }).waitFor()
    ticket = page.url()
    await accessible(page)
  })
  await step('a status is retired, its ticket goes on, and it comes back', async () => {
    await tab(page, 'Statuses')
    await page.getByRole('combobox', { name: 'Type' }).selectOption({ label: type })
    await act(page, status, 'Retire')
    const ask = page.getByRole('dialog', { name: `Retire: ${status}` })
    await ask.getByLabel('Items go to').selectOption({ label: 'Resolved' })
    await accessible(page)
    await ask.getByRole('button', { name: 'Retire' }).click()
    await row(page, 'Retired', status).waitFor()
    await accessible(page)
    await page.goto(ticket)
    await page.getByRole('article', { name: title }).getByRole('button', { name: 'Status: Resolved' }).waitFor()
    await tab(page, 'Statuses')
    await page.getByRole('button', { name: `Restore ${status}` }).click()
    await page.getByRole('button', { name: `Restore ${status}` }).waitFor({ state: 'detached' })
  })
})
