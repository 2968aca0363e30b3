// Lists of customers, organizations and users: conditions, columns, orders, and files of what they show.
import { readFileSync } from 'node:fs'
import { define, tab } from './administering.mjs'
import { accessible, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const level = `Level ${run}`
const centre = `Cost centre ${run}`
const [ann, bob] = [`Ann ${run}`, `Bob ${run}`]
const [acme, bolt] = [`Acme ${run}`, `Bolt ${run}`]

await story(async (step, page, where) => {
  const dialog = (name) => page.getByRole('dialog', { name, exact: true })
  const list = (name) => page.getByRole('list', { name, exact: true }).last()
  const line = (of, name) => list(of).getByRole('listitem').filter({ hasText: name })
  /** Makes one with a field of its own. */
  const add = async (what, filled, field, pick) => {
    await page.getByRole('button', { name: `New ${what}` }).click()
    const form = dialog(`New ${what}`)
    for (const [label, value] of Object.entries(filled)) await form.getByLabel(label).fill(value)
    await form.getByText(/more fields?$/).click()
    await pick(form.getByLabel(field))
    await form.getByRole('button', { name: 'Create' }).click()
    await form.waitFor({ state: 'detached' })
  }
  /** A condition by the keyboard: its field, what is said, its value. */
  const only = async (fill) => {
    await page.getByRole('button', { name: 'Conditions' }).press('Enter')
    const form = dialog('Conditions')
    await form.getByRole('button', { name: 'Add condition' }).press('Enter')
    await fill(form)
    await form.getByRole('button', { name: 'Apply' }).press('Enter')
    await form.waitFor({ state: 'detached' })
  }
  const saved = async (format) => {
    await page.getByRole('button', { name: 'Export' }).press('Enter')
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: format }).press('Enter')
    return readFileSync(await (await download).path(), 'utf8')
  }
  await step('there are customers and organizations with fields of their own', async () => {
    await signIn(page, where)
    await tab(page, 'Fields')
    await define(page, 'Customers', level, 'Choice', { choices: ['Gold', 'Silver'] })
    await define(page, 'Organizations', centre, 'Text')
    await page.getByRole('link', { name: 'Customers' }).click()
    for (const [name, value] of [[ann, 'Gold'], [bob, 'Silver']]) {
      await add('customer', { Name: name, 'E-mail': `${name.replace(' ', '-')}@lists.example` }, level, (box) => box.selectOption({ label: value }))
    }
    await page.getByRole('tab', { name: 'Organizations' }).click()
    for (const [name, value] of [[acme, '4711'], [bolt, '4712']]) {
      await add('organization', { Name: name }, centre, (box) => box.fill(value))
    }
    await page.getByRole('tab', { name: 'People' }).click()
  })
  await step('a list shows a field as a column, kept when it is opened again', async () => {
    await page.getByRole('button', { name: 'Columns' }).press('Enter')
    await dialog('Columns').getByRole('checkbox', { name: level }).press('Space')
    await accessible(page)
    await page.keyboard.press('Escape')
    await page.reload()
    await page.getByText(level).waitFor()
    await page.getByRole('searchbox').fill(run)
    await line('People', ann).getByText('Gold').waitFor()
    await accessible(page)
  })
  await step('only those of a field are shown, by the keyboard, and the address says so', async () => {
    await only(async (form) => {
      await form.getByLabel('Field').selectOption({ label: level })
      await form.getByLabel('Value').selectOption({ label: 'Gold' })
      await accessible(page)
    })
    await line('People', ann).waitFor()
    await line('People', bob).waitFor({ state: 'detached' })
    await page.waitForURL(/filter=/)
    await page.reload()
    await line('People', ann).waitFor()
    await line('People', bob).waitFor({ state: 'detached' })
    await accessible(page)
    const file = await saved('CSV')
    if (!file.includes(ann) || file.includes(bob)) throw new Error(`the file has something else: ${file}`)
    await page.getByRole('button', { name: 'Show all' }).press('Enter')
    await line('People', bob).waitFor()
  })
  await step('the order is another one', async () => {
    await page.getByRole('searchbox').fill(run)
    await page.getByRole('button', { name: 'Order' }).press('Enter')
    await page.getByRole('menuitemcheckbox', { name: 'Name, from Z to A' }).press('Enter')
    await list('People').getByRole('listitem').first().filter({ hasText: bob }).waitFor()
  })
  await step('what is wrong in a filter is said with its place', async () => {
    await page.goto(`${where.url}/customers?filter=${encodeURIComponent('name:a AND levle = 1')}`)
    await page.getByText('at character 12').waitFor()
    await page.getByRole('button', { name: 'Conditions' }).click()
    await dialog('Conditions').getByText('unknown field').waitFor()
    await accessible(page)
    await page.keyboard.press('Escape')
  })
  await step('organizations and users are asked the same way', async () => {
    await page.goto(`${where.url}/customers?tab=organizations`)
    await only(async (form) => {
      await form.getByLabel('Field').selectOption({ label: centre })
      await form.getByLabel('What is said of it').selectOption({ label: 'is' })
      await form.getByLabel('Value').fill('4712')
    })
    await line('Organizations', bolt).waitFor()
    await line('Organizations', acme).waitFor({ state: 'detached' })
    await accessible(page)
    await tab(page, 'Users')
    await only(async (form) => {
      await form.getByLabel('Field').selectOption({ label: 'Role' })
      await form.getByLabel('Value').selectOption({ label: 'Agent' })
    })
    await line('Users', where.email).waitFor({ state: 'detached' })
    await accessible(page)
  })
})
