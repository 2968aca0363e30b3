// Custom fields of customers, organizations and users: defined, given when they are made, changed where they stand.
import { define, tab } from './administering.mjs'
import { accessible, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const level = `Level ${run}`
const centre = `Cost centre ${run}`
const phone = `Phone ${run}`
const customer = `Ann ${run}`
const organization = `Client ${run}`

await story(async (step, page, where) => {
  const dialog = (name) => page.getByRole('dialog', { name, exact: true })
  const about = (name) => page.getByRole('complementary', { name: `About ${name}` })
  await step('customers, organizations and users get fields of their own', async () => {
    await signIn(page, where)
    await tab(page, 'Fields')
    await define(page, 'Customers', level, 'Choice', { choices: ['Gold', 'Silver'], look: accessible })
    await define(page, 'Organizations', centre, 'Text', { look: accessible })
    await define(page, 'Users', phone, 'Text', { look: accessible })
    await accessible(page)
  })
  await step('a new customer is given them', async () => {
    await page.getByRole('link', { name: 'Customers' }).click()
    await page.getByRole('button', { name: 'New customer' }).click()
    const form = dialog('New customer')
    await form.getByLabel('Name').fill(customer)
    await form.getByLabel('E-mail').fill(`ann@people-${run}.example`)
    await form.getByText(/more fields?$/).click()
    await form.getByLabel(level).selectOption({ label: 'Gold' })
    await accessible(page)
    await form.getByRole('button', { name: 'Create' }).click()
    await form.waitFor({ state: 'detached' })
  })
  await step('they are changed where they stand, by the keyboard', async () => {
    await page.getByRole('searchbox', { name: 'Search by name or address' }).fill(customer)
    await page.getByRole('link', { name: customer }).focus()
    await page.keyboard.press('Enter')
    const known = about(customer)
    await known.getByRole('button', { name: `${level}: Gold` }).focus()
    await accessible(page)
    await page.keyboard.press('Enter')
    await known.getByRole('combobox', { name: level }).selectOption({ label: 'Silver' })
    await known.getByRole('button', { name: `${level}: Silver` }).waitFor()
    await page.goBack()
  })
  await step('an organization has its own', async () => {
    await page.getByRole('tab', { name: 'Organizations' }).click()
    await page.getByRole('button', { name: 'New organization' }).click()
    const form = dialog('New organization')
    await form.getByLabel('Name').fill(organization)
    await form.getByText(/more fields?$/).click()
    await form.getByLabel(centre).fill('4711')
    await form.getByRole('button', { name: 'Create' }).click()
    await form.waitFor({ state: 'detached' })
    await page.getByRole('searchbox', { name: 'Search by name or domain' }).fill(organization)
    await page.getByRole('link', { name: organization }).click()
    await about(organization).getByRole('button', { name: `${centre}: 4711` }).waitFor()
    await accessible(page)
  })
  await step('a user has their own, too', async () => {
    await tab(page, 'Users')
    const users = page.getByRole('list', { name: 'Users' })
    await users.getByRole('listitem').filter({ hasText: where.email }).getByRole('link').click()
    const known = page.getByRole('complementary', { name: /^About / })
    await known.getByRole('button', { name: `${phone}: –` }).click()
    await known.getByRole('textbox', { name: phone }).fill('+49 30 1')
    await page.keyboard.press('Enter')
    await known.getByRole('button', { name: `${phone}: +49 30 1` }).waitFor()
    await accessible(page)
  })
})
