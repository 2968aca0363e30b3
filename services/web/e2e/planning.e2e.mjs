// The calendar and the trees of a view: what is planned stands on its days and is moved; items stand under what they are in.
import { make } from './make.mjs'
import { accessible, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const paint = `Paint the hall ${run}`
const whole = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
/** A day of the month that is shown first; its middle, so that those beside it are shown too. */
const day = (number, hour = 0) => new Date(new Date().getFullYear(), new Date().getMonth(), number, hour)
const on = (page, number) => page.getByRole('list', { name: whole.format(day(number)), exact: true })
const layout = (page, name) => page.getByRole('group', { name: 'Layout' }).getByRole('button', { name, exact: true })
const post = (page, path, body) =>
  page.evaluate(async ([to, what]) => (await fetch(to, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(what) })).json(), [path, body])

await story(async (step, page, where) => {
  const made = {}
  await step('what is planned stands on its days', async () => {
    await signIn(page, where)
    made.project = await post(page, '/v1/projects', { name: `Refit ${run}` })
    made.folder = await post(page, '/v1/folders', { project_id: made.project.id, name: `Inside ${run}` })
    made.portfolio = await post(page, '/v1/portfolios', { name: `Buildings ${run}` })
    await post(page, `/v1/portfolios/${made.portfolio.id}:addProject`, { project_id: made.project.id })
    made.item = await make(page, paint, {
      kind: 'KIND_TASK',
      project_id: made.project.id,
      folder_id: made.folder.id,
      planned_start: day(11, 10).toISOString(),
      planned_finish: day(12, 16).toISOString(),
    })
    await make(page, `Buy the paint ${run}`, { kind: 'KIND_TASK', parent_id: made.item.id, planned_start: day(11, 8).toISOString() })
    await page.getByRole('link', { name: 'Tasks', exact: true }).click()
    await page.getByRole('link', { name: /^All open/ }).click()
    await layout(page, 'Calendar').click()
    for (const number of [11, 12]) await on(page, number).getByText(paint).waitFor()
    await on(page, 11).getByText(`Buy the paint ${run}`).waitFor()
    await on(page, 13).getByText(paint).waitFor({ state: 'detached' })
    await accessible(page)
  })
  await step('it is moved by its menu, with the keyboard alone', async () => {
    await on(page, 11).getByRole('button', { name: `Move ${paint}` }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'A day later' }).focus()
    await page.keyboard.press('Enter')
    await on(page, 13).getByText(paint).waitFor()
    await on(page, 11).getByText(paint).waitFor({ state: 'detached' })
    await page.getByText(`${paint} begins on ${whole.format(day(12))}`).waitFor()
  })
  await step('and by dragging it to another day', async () => {
    const entry = on(page, 12).getByRole('listitem').filter({ hasText: paint })
    await entry.dragTo(page.getByRole('heading', { name: whole.format(day(18)), exact: true }), { sourcePosition: { x: 10, y: 10 } })
    await on(page, 18).getByText(paint).waitFor()
    await on(page, 19).getByText(paint).waitFor()
    await on(page, 12).getByText(paint).waitFor({ state: 'detached' })
  })
  await step('a task is begun on a day', async () => {
    await page.getByRole('button', { name: `New task on ${whole.format(day(20))}` }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'New task' })
    await dialog.getByText(/^Planned start: /).waitFor()
    await dialog.getByLabel('Title').fill(`Hang the pictures ${run}`)
    await dialog.getByRole('button', { name: 'Create' }).click()
    await on(page, 20).getByText(`Hang the pictures ${run}`).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('article').waitFor({ state: 'detached' })
  })
  await step('a week is shown, and the next', async () => {
    await page.getByRole('group', { name: 'How much is shown' }).getByRole('button', { name: 'Week' }).click()
    await page.waitForURL(/span=week/)
    await page.getByRole('button', { name: 'Later', exact: true }).click()
    await page.waitForURL(/day=/)
    await accessible(page)
    await page.getByRole('button', { name: 'Today' }).click()
    await page.getByRole('group', { name: 'How much is shown' }).getByRole('button', { name: 'Month' }).click()
    await on(page, 18).getByText(paint).click()
    await page.getByRole('article', { name: paint }).getByLabel('Planned start').waitFor()
    await page.keyboard.press('Escape')
  })
  await step('items stand in their folders, by portfolio and by customer', async () => {
    await layout(page, 'Folder tree').click()
    const tree = page.getByRole('region', { name: 'Tasks' })
    await open(tree, `Refit ${run}`)
    await open(tree, `Inside ${run}`)
    await tree.getByText(paint).waitFor()
    await accessible(page)
    await layout(page, 'By portfolio').click()
    await open(tree, `Buildings ${run}`)
    await open(tree, `Refit ${run}`)
    await tree.getByText(paint).waitFor()
    await layout(page, 'By customer').click()
    await open(tree, 'No organization')
    await open(tree, 'No requester')
    await accessible(page)
  })
  await step('subtasks stand under what they are part of', async () => {
    await layout(page, 'Subtask tree').click()
    const below = page.getByRole('list', { name: `Subtasks of #${made.item.number}` })
    await below.getByText(`Buy the paint ${run}`).waitFor()
    await accessible(page)
    await page.getByRole('button', { name: `Subtasks of #${made.item.number}` }).click()
    await below.waitFor({ state: 'detached' })
  })
  await step('a condition names a project and a portfolio by what they are called', async () => {
    await layout(page, 'List').click()
    await page.getByRole('button', { name: 'Conditions' }).click()
    const dialog = page.getByRole('dialog', { name: 'Conditions' })
    for (const [field, value] of [['Project', `Refit ${run}`], ['Portfolio', `Buildings ${run}`]]) {
      await dialog.getByRole('button', { name: 'Add condition' }).click()
      await dialog.getByLabel('Field', { exact: true }).last().selectOption({ label: field })
      await dialog.getByRole('button', { name: /^Value/ }).last().click()
      await page.getByPlaceholder('Value').fill(value)
      await page.getByRole('option', { name: value }).click()
      await dialog.getByRole('button', { name: `Value: ${value}` }).waitFor()
    }
    await accessible(page)
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('list', { name: 'Tasks' }).getByText(paint).waitFor()
    await page.getByRole('list', { name: 'Tasks' }).getByText(`Buy the paint ${run}`).waitFor({ state: 'detached' })
  })
  await step('the layout is saved with a view', async () => {
    await layout(page, 'Calendar').click()
    await page.getByRole('button', { name: 'Save as new view' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill(`Plan ${run}`)
    await page.getByRole('dialog').getByRole('button', { name: 'Create view' }).click()
    await page.getByRole('heading', { name: `Plan ${run}` }).waitFor()
    await on(page, 18).getByText(paint).waitFor()
  })
  await step('the calendar is there on a phone and in the dark', async () => {
    await page.setViewportSize({ width: 390, height: 800 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await on(page, 18).getByText(paint).waitFor()
    await accessible(page)
  })
})

/** Opens a group that may be open already. */
async function open(tree, name) {
  const head = tree.getByRole('button', { name: new RegExp(`^${name}`) }).first()
  await head.waitFor()
  if ((await head.getAttribute('aria-expanded')) === 'false') await head.click()
}
