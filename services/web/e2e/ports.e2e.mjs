// A file whose dates may be two is asked about and read as was said; customers, organizations and users become files.
import { tab } from './administering.mjs'
import { accessible, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const name = `plan-${run}.csv`
const rows = [
  'External ID,Name,Planned Start,Planned Finish,% Complete',
  `P-${run},Pump ${run},03/04/2026,05/04/2026,40%`,
  `V-${run},Valve ${run},04/25/2026,,`,
]
const csv = (name, rows) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(`${rows.join('\n')}\n`) })
const said = (list, words) => list.getByText(words, { exact: true }).waitFor()

await story(async (step, page, where) => {
  const button = (name) => page.getByRole('button', { name, exact: true })
  await step('the values of a file say how its dates are written', async () => {
    await signIn(page, where)
    await tab(page, 'Import')
    await page.locator('input[type=file]').setInputFiles(csv(name, rows))
    await page.getByRole('list', { name: 'Columns' }).waitFor()
    for (const [column, field] of [['Planned Start', 'planned_start'], ['Planned Finish', 'planned_finish'], ['% Complete', 'percent_complete']]) {
      const chosen = await page.getByLabel(`${column} becomes`).inputValue()
      if (chosen !== field) throw new Error(`${column} becomes ${chosen}`)
    }
    const chosen = await page.getByLabel('Dates', { exact: true }).locator('option:checked').textContent()
    if (chosen !== 'Month first: 03/04/2026 is March 4, 2026') throw new Error(chosen)
    await accessible(page)
  })
  await step('a wrong order is seen in a try', async () => {
    await page.getByLabel('Dates', { exact: true }).selectOption({ label: 'Day first: 03/04/2026 is April 3, 2026' })
    await button('Try without writing').click()
    const tried = page.getByRole('list', { name: 'Tried' })
    await said(tried, '1 cannot be taken')
    await tried.getByRole('button', { name: /^Show/ }).click()
    await tried.getByRole('cell', { name: '"04/25/2026" is no date with the day first, as was said of this file' }).waitFor()
    await accessible(page)
    await page.getByLabel('Dates', { exact: true }).selectOption({ label: 'Month first: 03/04/2026 is March 4, 2026' })
  })
  await step('with the right one all is imported', async () => {
    await button('Import').click()
    const done = page.getByRole('list', { name: 'Imports' }).getByRole('listitem').filter({ hasText: name }).filter({ hasNotText: 'Tried' })
    await said(done, '2 created')
  })
  await step('customers that a search finds become a file, by the keyboard', async () => {
    await page.getByLabel('What the file has rows of').selectOption({ label: 'Customers' })
    await page.locator('input[type=file]').setInputFiles(csv(`people-${run}.csv`, ['E-mail,Name,Company', `ann@${run}.example,Ann ${run},Client ${run}`, `bob@${run}.example,Bob ${run},`]))
    await page.getByRole('list', { name: 'Columns' }).waitFor()
    await button('Import').click()
    await said(page.getByRole('list', { name: 'Imports' }).getByRole('listitem').filter({ hasText: `people-${run}` }), '2 created')
    await page.getByRole('link', { name: 'Customers' }).click()
    await page.getByRole('searchbox', { name: 'Search by name or address' }).fill(`ann ${run}`)
    await page.getByRole('list', { name: 'People' }).getByText(`Ann ${run}`).waitFor()
    await accessible(page)
    const text = await exported('Export as CSV', 'Enter')
    if (!text.startsWith('\ufeffid,email,name,') || !text.includes(`ann@${run}`) || text.includes(`bob@${run}`)) throw new Error(text)
  })
  await step('organizations and users become files, too', async () => {
    await page.getByRole('tab', { name: 'Organizations' }).click()
    const organizations = await exported('Export as JSON lines')
    if (!organizations.split('\n').some((line) => line && JSON.parse(line).name === `Client ${run}`)) throw new Error(organizations)
    await tab(page, 'Users')
    const users = await exported('Export as CSV')
    if (!users.includes(',role,teams,') || !users.includes(',owner,')) throw new Error(users)
    await accessible(page)
  })

  async function exported(what, key) {
    const open = button('Export')
    if (key) {
      await open.focus()
      await page.keyboard.press(key)
    } else await open.click()
    await accessible(page)
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: what }).click()])
    const pieces = []
    for await (const piece of await download.createReadStream()) pieces.push(piece)
    return Buffer.concat(pieces).toString()
  }
})
