// A file of another system becomes tickets: dropped, looked over, tried, imported, put right; and tickets become a file.
import { tab } from './administering.mjs'
import { accessible, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const name = `export-${run}.csv`
const rows = [
  'Nummer;Betreff;Priorität;E-Mail;Status',
  `A-${run};Drucker brennt ${run};Hoch;ann@acme.test;Offen`,
  `B-${run};Maus fehlt ${run};2;bob@acme.test;Gelöst`,
  `C-${run};Falsch ${run};bald;niemand;Offen`,
]
const file = { name, mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${rows.join('\r\n')}\r\n`) }
const counts = (list, said) => list.getByText(said, { exact: true }).waitFor()

await story(async (step, page, where) => {
  await step('a file is chosen, and its columns are known by their names', async () => {
    await signIn(page, where)
    await tab(page, 'Import')
    await accessible(page)
    await page.locator('input[type=file]').setInputFiles(file)
    const columns = page.getByRole('list', { name: 'Columns' })
    await columns.waitFor()
    for (const [column, field] of [['Nummer', 'external_id'], ['Betreff', 'title'], ['Priorität', 'priority'], ['E-Mail', 'requester'], ['Status', 'status']]) {
      const chosen = await columns.getByLabel(`${column} becomes`).inputValue()
      if (chosen !== field) throw new Error(`${column} becomes ${chosen}`)
    }
    await accessible(page)
  })
  await step('without what every row needs it cannot begin, and says so', async () => {
    await page.getByLabel('Betreff becomes').selectOption({ label: 'Left out' })
    await page.getByLabel('Nummer becomes').selectOption({ label: 'Left out' })
    await page.getByRole('alert').getByText('No column is Title').waitFor()
    await page.getByLabel('Betreff becomes').selectOption({ label: 'Title' })
    await page.getByLabel('Nummer becomes').selectOption({ label: 'External id' })
  })
  await step('a try says what would happen', async () => {
    await page.getByRole('button', { name: 'Try without writing' }).focus()
    await page.keyboard.press('Enter')
    const tried = page.getByRole('list', { name: 'Tried' })
    await counts(tried, '2 would be created')
    await counts(tried, '1 cannot be taken')
    await accessible(page)
  })
  await step('the import is begun, and its result is in the list', async () => {
    await page.getByRole('button', { name: 'Import', exact: true }).focus()
    await page.keyboard.press('Enter')
    const done = page.getByRole('list', { name: 'Imports' }).getByRole('listitem').filter({ hasText: name }).filter({ hasNotText: 'Tried' })
    await counts(done, '2 created')
    await counts(done, '3 of 3 rows')
    await done.getByRole('button', { name: /^Show/ }).click()
    await done.getByRole('cell', { name: '"bald" is no priority: 0 to 5, low, normal, high or urgent' }).waitFor()
    await accessible(page)
    const [download] = await Promise.all([page.waitForEvent('download'), done.getByRole('link', { name: 'Download these rows' }).click()])
    const text = await read(download)
    if (!text.includes(`C-${run}`) || text.includes(`A-${run}`)) throw new Error(text)
  })
  await step('the tickets are there', async () => {
    await page.getByRole('link', { name: 'Tickets', exact: true }).click()
    await page.getByText(`Drucker brennt ${run}`).first().waitFor()
  })
  await step('a view is saved as a file', async () => {
    const views = page.getByRole('navigation', { name: /^Views/ })
    await views.getByRole('button', { name: /^More for / }).first().focus()
    await page.keyboard.press('Enter')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Export as CSV' }).click()])
    const text = await read(download)
    if (!text.startsWith('\ufeff')) throw new Error(text.slice(0, 100))
  })
  await step('the log says who imported what', async () => {
    await page.getByRole('link', { name: 'Activity', exact: true }).click()
    await page.getByLabel('Filter').fill('verb = created')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByRole('list', { name: 'Activity log' }).getByRole('link', { name: new RegExp(`Drucker brennt ${run}`) }).waitFor()
    await accessible(page)
  })
})

async function read(download) {
  const pieces = []
  for await (const piece of await download.createReadStream()) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}
