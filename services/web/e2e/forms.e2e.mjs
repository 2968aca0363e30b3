// Forms of a type: put together by an administrator, followed by new tickets, by finishing and by the portal; and what uses a field is said before it is retired.
import { act, row, tab } from './administering.mjs'
import { accessible, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const [cause, room, type] = [`Cause ${run}`, `Room ${run}`, `Repair ${run}`]
const title = `A door ${run}`
const asked = 'Asked for, in order'

await story(async (step, page, where) => {
  const form = page.getByRole('dialog', { name: 'New ticket' })
  const item = page.getByRole('article', { name: title })
  const newField = async (name, visible) => {
    await page.getByRole('button', { name: 'New field' }).click()
    const dialog = page.getByRole('dialog', { name: 'New field' })
    await dialog.getByLabel('Name', { exact: true }).fill(name)
    if (visible) await dialog.getByRole('checkbox', { name: 'Visible to customers' }).check()
    await dialog.getByRole('button', { name: 'Create' }).click()
    await row(page, 'Fields', name).waitFor()
  }
  const fields = (names) =>
    page.waitForFunction(
      ([label, expected]) => {
        const grips = [...document.querySelectorAll(`ul[aria-label="${label}"] button[aria-label^="Move "]`)]
        return grips.map((grip) => grip.ariaLabel.slice(5)).join() === expected.join()
      },
      [asked, names],
    )
  const openForm = async (who) => {
    await tab(page, 'Forms')
    await page.getByRole('combobox', { name: 'Type', exact: true }).selectOption({ label: type })
    await page.getByRole('button', { name: who, exact: true }).click()
  }
  /** Each change is shown at once; the server has it when it answers. */
  const kept = (doing) => Promise.all([page.waitForResponse((answer) => answer.ok() && answer.url().endsWith('/UpdateItemForm')), doing()])
  const requires = (name, label) => kept(() => page.getByRole('combobox', { name: `When ${name} must be given` }).selectOption({ label }))
  const add = async (name) => {
    await page.getByRole('button', { name: 'Add a field' }).click()
    await kept(() => page.getByRole('menuitem', { name, exact: true }).click())
    await page.getByRole('button', { name: `Move ${name}`, exact: true }).waitFor()
  }

  await step('a type begins with a form that asks for what there is', async () => {
    await signIn(page, where)
    await tab(page, 'Fields')
    await newField(cause, false)
    await newField(room, true)
    await tab(page, 'Types')
    await page.getByRole('button', { name: 'New type' }).click()
    const dialog = page.getByRole('dialog', { name: 'New type' })
    await dialog.getByLabel('Name').fill(type)
    await dialog.getByRole('button', { name: 'Create' }).click()
    await row(page, 'Types', type).waitFor()
    await openForm('Users')
    await page.getByRole('button', { name: `Move ${cause}`, exact: true }).waitFor()
    await page.getByRole('region', { name: 'Preview' }).getByText(cause).waitFor()
    await accessible(page)
  })
  await step('what it asks for is taken away, put in order by the keyboard, and required', async () => {
    const left = page.getByRole('button', { name: /^Remove / })
    for (const name of await left.evaluateAll((all) => all.map((one) => one.ariaLabel))) {
      if (![cause, 'Requesters', 'Description'].some((stays) => name.endsWith(stays))) await kept(() => page.getByRole('button', { name, exact: true }).click())
    }
    await fields(['Description', 'Requesters', cause])
    await page.getByRole('button', { name: `Move ${cause}`, exact: true }).focus()
    await kept(() => page.keyboard.press('ArrowUp'))
    await fields(['Description', cause, 'Requesters'])
    await requires(cause, 'Required to finish')
    await requires('Requesters', 'Required')
    await add('Tags')
    await page.reload()
    await openForm('Users')
    await fields(['Description', cause, 'Requesters', 'Tags'])
    await accessible(page)
  })
  await step('a new ticket of the type asks for just that', async () => {
    await page.getByRole('link', { name: 'Tickets', exact: true }).click()
    await page.getByRole('button', { name: 'New ticket' }).first().click()
    await form.getByLabel('Title').fill(title)
    await form.getByLabel('Type', { exact: true }).selectOption({ label: type })
    await form.getByLabel(cause).waitFor()
    await form.getByLabel('Priority').waitFor({ state: 'detached' })
    await form.getByRole('button', { name: 'Create', disabled: true }).waitFor()
    await form.getByLabel('Requester *').fill(`door-${run}@acme.test`)
    await form.getByLabel('Tags').fill('door, wood')
    await accessible(page)
    await form.getByRole('button', { name: 'Create' }).click()
    await item.getByRole('button', { name: 'Remove tag wood' }).waitFor()
  })
  await step('finishing it asks for what is missing, and goes on', async () => {
    await item.getByRole('button', { name: /^Status: / }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Resolved' }).click()
    const ask = page.getByRole('dialog', { name: 'Before it is Resolved' })
    await ask.getByRole('button', { name: 'Save and go on', disabled: true }).waitFor()
    await accessible(page)
    await ask.getByLabel(`${cause} *`).fill('Rain')
    await page.keyboard.press('Enter')
    await ask.waitFor({ state: 'detached' })
    await item.getByRole('button', { name: 'Status: Resolved' }).waitFor()
    await item.getByRole('button', { name: `${cause}: Rain` }).waitFor()
  })
  await step('customers get a form of their own', async () => {
    await openForm('Customers')
    await add(room)
    await requires(room, 'Required')
    await kept(() => page.getByRole('switch', { name: 'Customers may choose this type' }).click())
    await page.getByRole('switch', { name: 'Customers may choose this type', checked: true }).waitFor()
    await page.getByRole('button', { name: 'Remove Description', disabled: true }).waitFor()
    await accessible(page)
  })
  await step('the portal offers the type and asks for it', async () => {
    await tab(page, 'Customer pages')
    const portal = await page.locator('a[href^="/portal/"]').first().getAttribute('href')
    const other = await (await where.browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
    await other.goto(new URL(portal, where.url).href)
    await other.getByRole('button', { name: 'Sign in with a password instead' }).click()
    await other.getByLabel('Your e-mail').fill(where.customer.email)
    await other.getByLabel('Password').fill(where.customer.password)
    await other.getByRole('button', { name: 'Sign in', exact: true }).click()
    await other.getByRole('button', { name: 'New request' }).click()
    await other.getByLabel('What is it?').selectOption({ label: type })
    await other.getByLabel('Subject').fill(`From outside ${run}`)
    await other.getByLabel('Message').fill('It does not close.')
    await other.getByLabel(room).fill('B 7')
    await accessible(other)
    await other.getByRole('button', { name: 'Send' }).click()
    await other.getByRole('heading', { name: `From outside ${run}` }).waitFor()
    await other.getByText('B 7').waitFor()
    await accessible(other)
  })
  await step('what uses a field is said before it is retired', async () => {
    await tab(page, 'Fields')
    await act(page, cause, 'Retire')
    const used = page.getByRole('dialog', { name: `Retire ${cause}?` }).getByRole('region', { name: 'Used by' })
    await used.getByText('1 item').waitFor()
    await used.getByText(type).waitFor()
    await accessible(page)
    await page.getByRole('button', { name: 'Retire', exact: true }).click()
    await row(page, 'Retired', cause).waitFor()
  })
})
