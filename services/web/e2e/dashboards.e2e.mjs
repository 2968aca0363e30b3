// Dashboards: numbers that follow what happens, each the way to its items; and pages that somebody makes for themselves.
import { make as makeItem } from './make.mjs'
import { accessible, patienceMs, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const tag = `d${run}`

await story(async (step, page, where) => {
  const card = (name) => page.getByRole('region', { name, exact: true })
  const figure = async (name) => Number((await card(name).getByRole('link').first().innerText()).match(/^[\d,.]+/)?.[0].replace(/\D/g, '') ?? Number.NaN)
  const becomes = async (name, wanted) => {
    for (const until = Date.now() + patienceMs; (await figure(name)) !== wanted; await page.waitForTimeout(50)) {
      if (Date.now() > until) throw new Error(`${name} shows ${await figure(name)}, and not ${wanted}`)
    }
  }
  const choose = async (entry) => {
    await page.getByRole('button', { name: /^Dashboards: / }).click()
    await page.getByRole('menu').getByText(entry, { exact: true }).click()
  }
  const home = () => page.getByRole('link', { name: 'Dashboard', exact: true }).click()
  let before

  await step('one’s own work is what is shown first', async () => {
    await signIn(page, where)
    for (const name of ['My open tickets', 'My open tasks', 'Assigned to me', 'Waiting for somebody to take them', 'My time logged', 'Customer satisfaction']) await card(name).waitFor()
    await accessible(page)
  })
  await step('the manager sees what is open, who has it, and what comes and goes', async () => {
    await choose('Help Desk Manager')
    for (const name of ['Open tickets', 'Unassigned tickets', 'SLA at risk', 'Tickets made and finished', 'Open tickets by status', 'Workload: open tickets']) await card(name).waitFor()
    await card('Tickets made and finished').getByRole('application').or(page.locator('.recharts-surface')).first().waitFor()
    await becomes('Open tickets', await figure('Open tickets'))
    before = await figure('Open tickets')
    await accessible(page)
  })
  await step('a number follows what happens, and leads to the list that it counts', async () => {
    const other = await page.context().newPage()
    await other.goto(where.url)
    await makeItem(other, `Loud fan ${run}`, { tags: [tag] })
    await other.close()
    await becomes('Open tickets', before + 1)
    await card('Open tickets').getByRole('link').click()
    await page.getByRole('list', { name: 'Tickets' }).getByText(`Loud fan ${run}`).waitFor()
    await page.goBack()
    await card('Tickets made and finished').getByRole('button', { name: 'As a table' }).click()
    await card('Tickets made and finished').getByRole('row').nth(1).getByRole('link').first().waitFor()
    await accessible(page)
  })
  await step('a dashboard of one’s own is made from a shipped one', async () => {
    await choose('Make a copy to change')
    await page.getByRole('dialog').getByLabel('Name').fill(`Ours ${run}`)
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await page.getByRole('button', { name: `Dashboards: Ours ${run}` }).waitFor()
    await page.getByRole('button', { name: 'Remove “SLA at risk”' }).click()
    await card('SLA at risk').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Move “Unassigned tickets” to the front' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText(/“Unassigned tickets” is at place 1 of/).waitFor()
    await accessible(page)
  })
  await step('a number of what somebody asks for', async () => {
    await page.getByRole('button', { name: 'Add a widget' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a widget' })
    await dialog.getByLabel('What it shows').selectOption({ label: 'Number of items that match' })
    await dialog.getByLabel('Title').fill('Fans')
    await dialog.getByRole('button', { name: 'As text' }).click()
    await dialog.getByRole('textbox', { name: 'As text' }).fill(`tag:${tag}`)
    await accessible(page)
    await dialog.getByRole('button', { name: 'Add a widget' }).click()
    await becomes('Fans', 1)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.reload()
    await becomes('Fans', 1)
  })
  await step('on a phone, and in the dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await accessible(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await accessible(page)
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.emulateMedia({ colorScheme: 'light' })
  })
  await step('what nobody wants any more is deleted', async () => {
    await home()
    await choose('Delete')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Dashboards: My work' }).waitFor()
  })
})
