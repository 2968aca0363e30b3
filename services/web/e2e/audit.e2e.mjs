// Who changed what of the account is seen, narrowed and saved; and everything of it is taken along.
import { tab } from './administering.mjs'
import { accessible, signIn, story } from './story.mjs'

const run = Date.now().toString(36)

await story(async (step, page, where) => {
  const log = page.getByRole('list', { name: 'Audit log' })
  await step('what somebody changes is in the log, with what it was', async () => {
    await page.request.post(`${where.url}/v1/sessions`, { data: { email: where.email, password: `wrong-${run}` }, headers: { origin: where.url } })
    await signIn(page, where)
    await page.request.post(`${where.url}/v1/teams`, { data: { name: `Night ${run}` }, headers: { origin: where.url } })
    await tab(page, 'Audit log')
    const made = log.getByRole('listitem').filter({ hasText: 'Create team' }).filter({ hasText: `Night ${run}` })
    await made.waitFor()
    await accessible(page)
  })
  await step('it is narrowed by what was done, and failures to sign in are there', async () => {
    await page.getByLabel('What').selectOption({ label: 'Failed sign-ins' })
    await log.getByText('Somebody who is not signed in').first().waitFor()
    await log.getByText('Create team').waitFor({ state: 'detached' })
    await page.getByLabel('What').selectOption({ label: 'Teams' })
    await log.getByText(`Night ${run}`).first().waitFor()
  })
  await step('it is saved as a file', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export as CSV' }).click()])
    const text = (await read(download)).toString()
    if (!text.startsWith('\ufefftime,actor,') || !text.includes(`Night ${run}`) || text.includes('SignIn')) throw new Error(text.slice(0, 500))
  })
  await step('on a phone and in the dark it can be read, too', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await accessible(page)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1440, height: 900 })
  })
  await step('an owner takes the whole account along', async () => {
    await page.getByRole('tab', { name: 'Export', exact: true }).click()
    await accessible(page)
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export the account' }).click()])
    const zip = await read(download)
    // The directory of a zip is at its end, and names its files.
    if (zip.subarray(0, 2).toString() !== 'PK' || !zip.includes('manifest.json') || !zip.includes('items/item.jsonl')) throw new Error(`${zip.length} bytes`)
  })
})

async function read(download) {
  const pieces = []
  for await (const piece of await download.createReadStream()) pieces.push(piece)
  return Buffer.concat(pieces)
}
