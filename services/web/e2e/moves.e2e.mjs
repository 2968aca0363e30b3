// Another desk moves in: all its files at once, what each is, what its values become, and one progress.
import { tab } from './administering.mjs'
import { ask } from './make.mjs'
import { accessible, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const title = `The ferry is late ${run}`
const file = (name, rows) => ({ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(rows)) })
const files = [
  file('ticket_articles.json', [
    { id: `m${run}`, ticket_id: `t${run}`, body: 'Where is it?', content_type: 'text/plain', internal: false, created_by: `liv@${run}.test`, created_at: '2024-05-01T09:00:00Z' },
    { id: `n${run}`, ticket_id: 'none', body: 'Of no ticket', content_type: 'text/plain', internal: false, created_by: `liv@${run}.test`, created_at: '2024-05-01T09:00:00Z' },
  ]),
  file('tickets.json', [{ id: `t${run}`, number: `5${run}`, title, group: 'Harbour', state: 'in limbo', priority: '3 high', customer: `liv@${run}.test`, created_at: '2024-05-01T09:00:00Z' }]),
  file('users.json', [{ id: 1, firstname: 'Liv', lastname: 'Berg', email: `liv@${run}.test`, roles: ['Customer'] }]),
]

/** Another file, which says days and months in an order that nobody can tell. */
const planned = `Painted ${run}`
const unsure = { name: 'tickets.csv', mimeType: 'text/csv', buffer: Buffer.from(`id,title,planned start,planned finish\nu${run},${planned},03/04/2026,05/04/2026\n`) }

await story(async (step, page, where) => {
  await step('all files are chosen at once, and it is known what each of them is', async () => {
    await signIn(page, where)
    await tab(page, 'Import')
    await page.getByLabel('What the file has rows of').selectOption({ label: 'Everything of another desk' })
    await page.locator('input[type=file]').setInputFiles(files)
    const list = page.getByRole('list', { name: 'Files' })
    await list.getByRole('listitem').nth(2).waitFor()
    for (const [name, target] of [['users.json', 'Customers'], ['tickets.json', 'Items'], ['ticket_articles.json', 'Messages']]) {
      const chosen = await list.getByLabel(`What ${name} has rows of`).locator('option:checked').textContent()
      if (chosen !== target) throw new Error(`${name} has rows of ${chosen}`)
    }
    await accessible(page)
  })
  await step('a status that nobody has here is said what it becomes', async () => {
    const values = page.getByRole('list', { name: 'What their values become' })
    const becomes = values.getByLabel('in limbo becomes')
    if ((await becomes.inputValue()) !== '') throw new Error('it was guessed')
    await becomes.selectOption({ label: 'Pending customer' })
    if ((await values.getByLabel('3 high becomes').inputValue()) !== '4') throw new Error('high is not four stars')
  })
  await step('everything moves, and what was not taken is in one file', async () => {
    await page.getByRole('button', { name: 'Move everything' }).focus()
    await page.keyboard.press('Enter')
    const moved = page.getByRole('list', { name: 'Moves' }).getByRole('listitem').filter({ hasText: 'Move of another desk' }).first()
    await moved.getByText('4 of 4 rows').waitFor()
    await moved.getByText('1 not taken').waitFor()
    await accessible(page)
    const [download] = await Promise.all([page.waitForEvent('download'), moved.getByRole('link', { name: 'Download these rows' }).click()])
    const pieces = []
    for await (const piece of await download.createReadStream()) pieces.push(piece)
    const text = Buffer.concat(pieces).toString()
    if (!text.includes('ticket_articles.json,2,item,')) throw new Error(text)
  })
  await step('the ticket is there with its status and what was said', async () => {
    await page.getByRole('link', { name: 'Tickets', exact: true }).click()
    await page.getByText(title).first().click()
    const item = page.getByRole('article', { name: title })
    await item.getByText('Where is it?').first().waitFor()
    await item.getByRole('button', { name: /Pending customer/ }).first().waitFor()
  })
  await step('dates that may be two are asked about before they move', async () => {
    await tab(page, 'Import')
    await page.getByLabel('What the file has rows of').selectOption({ label: 'Everything of another desk' })
    await page.locator('input[type=file]').setInputFiles([unsure])
    await page.getByLabel(`What ${unsure.name} has rows of`).selectOption({ label: 'Items' })
    const dates = page.getByLabel(`Dates of ${unsure.name}`)
    await dates.getByRole('option', { name: 'Day first: 03/04/2026 is April 3, 2026' }).waitFor({ state: 'attached' })
    await accessible(page)
    await dates.selectOption({ label: 'Day first: 03/04/2026 is April 3, 2026' })
    await page.getByRole('button', { name: 'Move everything' }).press('Enter')
    await page.getByRole('list', { name: 'Moves' }).getByRole('listitem').first().getByText('1 of 1 rows').waitFor()
    const { items } = await ask(page, where.url, 'GET', `items?filter=${encodeURIComponent(`title:"${planned}"`)}`)
    if (!items[0].plannedStart.startsWith('2026-04-0')) throw new Error(items[0].plannedStart)
  })
})
