// What a type's form asks for is asked for wherever an item is finished or made, or said where many are at once; and what uses a thing leads to its place.
import { act, tab } from './administering.mjs'
import { ask, make } from './make.mjs'
import { accessible, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const [cause, type, job, macro] = [`Cause ${run}`, `Repair ${run}`, `Job ${run}`, `Finish ${run}`]
const [door, gate, roof] = ['Door', 'Gate', 'Roof'].map((name) => `${name} ${run}`)

await story(async (step, page, where) => {
  const api = (method, path, body) => ask(page, where.url, method, path, body)
  const tickets = (more) => page.goto(`${where.url}/tickets?order=number&filter=title:${run}${more}`)
  const list = page.getByRole('list', { name: 'Tickets' })
  const needs = (name) => page.getByText(new RegExp(`"?${name}"? (must be given|is required)`)).first().waitFor()
  const select = async () => {
    for (const title of [gate, roof]) await list.getByRole('listitem').filter({ hasText: title }).getByRole('checkbox').check()
  }
  let field
  let usual

  await step('there are types whose forms ask for a cause: of tickets to finish, of tasks to begin', async () => {
    await signIn(page, where)
    field = await api('POST', 'custom_fields', { custom_field: { target: 'TARGET_ITEM', type: 'TYPE_TEXT', name: cause } })
    const forms = async (kind, name, required) => {
      const made = await api('POST', 'item_types', { kind, name })
      const { itemForms } = await api('GET', 'item_forms')
      const form = itemForms.find((one) => one.typeId === made.id && one.audience === 'AUDIENCE_AGENT')
      await api('PATCH', `item_forms/${form.id}?update_mask=fields`, { fields: [{ field: `fields.${field.key}`, required }] })
      return made
    }
    const repair = await forms('KIND_TICKET', type, 'REQUIRED_TO_FINISH')
    const begun = await forms('KIND_TASK', job, 'REQUIRED_TO_CREATE')
    usual = (await api('GET', 'item_types')).itemTypes.find((one) => one.kind === 'KIND_TASK' && one.default)
    await api('PATCH', `item_types/${begun.id}?update_mask=default`, { default: true })
    for (const title of [door, gate, roof]) await make(page, title, { typeId: repair.id })
    await api('POST', 'macros', { macro: { name: macro, scope: 'SCOPE_SHARED', enabled: true, kinds: ['KIND_TICKET'], filter: `type = ${repair.id}`, actions: [{ setStatus: { status: 'resolved' } }] } })
    await api('POST', 'views', { kind: 'KIND_TICKET', name: `Caused ${run}`, visibility: 'VISIBILITY_SHARED', filter: `fields.${field.key}:*` })
    await api('POST', 'item_templates', { item_template: { name: `Again ${run}`, kind: 'KIND_TICKET', title: 'Again', typeId: repair.id, fields: { [field.key]: 'Rain' } } })
  })
  await step('a card that is dragged to a finished column asks, and goes there with the answer', async () => {
    await page.setViewportSize({ width: 1900, height: 900 })
    await tickets('&layout=2')
    const card = page.getByRole('list', { name: 'Open', exact: true }).getByRole('listitem').filter({ hasText: door })
    await card.dragTo(page.getByRole('region', { name: 'Resolved' }))
    const asked = page.getByRole('dialog', { name: 'Before it is Resolved' })
    await asked.getByLabel(`${cause} *`).fill('Rain')
    await accessible(page)
    await asked.getByRole('button', { name: 'Save and go on' }).press('Enter')
    await asked.waitFor({ state: 'detached' })
    await card.waitFor({ state: 'detached' })
    await page.setViewportSize({ width: 1440, height: 900 })
  })
  await step('of many that are finished at once, it is said which lack what', async () => {
    await tickets('')
    await select()
    await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Change…' }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Status').selectOption({ label: 'Resolved' })
    await dialog.getByRole('button', { name: 'Look first' }).press('Enter')
    await dialog.getByText('2 items cannot be changed').waitFor()
    await needs(cause)
    await accessible(page)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })
  await step('a macro that finishes says what is missing', async () => {
    await list.getByText(gate).click()
    await page.getByRole('article', { name: gate }).getByRole('button', { name: 'Run a macro (M)' }).waitFor()
    await page.keyboard.press('m')
    await page.getByRole('combobox', { name: 'Run a macro' }).fill(macro)
    await page.getByRole('option', { name: new RegExp(macro) }).waitFor()
    await page.keyboard.press('Enter')
    await needs(cause)
    await accessible(page)
  })
  await step('a subtask whose form asks for more than a title is asked for that', async () => {
    const item = page.getByRole('article', { name: gate })
    await item.getByRole('tab', { name: 'Subtasks & links' }).click()
    const line = item.getByRole('textbox', { name: 'Add a subtask' })
    await line.fill(`Hinge ${run}`)
    await line.press('Enter')
    const form = page.getByRole('dialog', { name: 'New task' })
    if ((await form.getByLabel('Title').inputValue()) !== `Hinge ${run}`) throw new Error('its title is lost')
    await form.getByLabel(new RegExp(`^${cause}`)).fill('Rust')
    await accessible(page)
    await form.getByRole('button', { name: 'Create' }).press('Enter')
    await form.waitFor({ state: 'detached' })
    await page.getByRole('article', { name: gate }).or(page.getByRole('article', { name: `Hinge ${run}` })).first().waitFor()
  })
  await step('what uses a field leads to its place: a view, a form, a template', async () => {
    await tab(page, 'Fields')
    await act(page, cause, 'Retire')
    const used = page.getByRole('region', { name: 'Used by' })
    await accessible(page)
    const opens = async (name) => {
      const [other] = await Promise.all([page.waitForEvent('popup'), used.getByRole('link', { name: new RegExp(`^${name}`) }).click()])
      return other
    }
    const view = await opens(`Caused ${run}`)
    await view.getByRole('heading', { name: `Caused ${run}` }).first().waitFor()
    await view.close()
    const form = await opens(type)
    await form.getByRole('button', { name: `Move ${cause}`, exact: true }).waitFor()
    await form.close()
    const template = await opens(`Again ${run}`)
    await template.getByRole('dialog').getByRole('textbox', { name: 'Name' }).waitFor()
    await accessible(template)
    await template.keyboard.press('Escape')
    await template.waitForURL((url) => !url.searchParams.has('open'))
    await template.close()
    await page.keyboard.press('Escape')
  })
  await step('what uses a type leads there too: a macro and the type itself', async () => {
    await page.getByRole('tab', { name: 'Types', exact: true }).click()
    await act(page, type, 'Retire')
    const [other] = await Promise.all([page.waitForEvent('popup'), page.getByRole('region', { name: 'Used by' }).getByRole('link', { name: new RegExp(`^${macro}`) }).click()])
    await other.getByRole('dialog', { name: new RegExp(macro) }).waitFor()
    await accessible(other)
    await other.close()
    // Other stories of the same server make tasks.
    await api('PATCH', `item_types/${usual.id}?update_mask=default`, { default: true })
  })
})
