// A project that only some see: made private, gone for a colleague at once, shared with them, by the keyboard alone.
import { make } from './make.mjs'
import { accessible, patienceMs, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const plan = `Merger ${run}`
const secret = `Name the buyer ${run}`

const lock = (page) => page.getByRole('img', { name: /^Private/ }).first()
const press = async (box, key) => {
  await box.waitFor()
  await box.focus()
  await box.press(key)
}

const status = (who) => who.getByRole('button', { name: /^Status:/ })
const off = async (box) => {
  await box.waitFor()
  if (await box.isEnabled()) throw new Error(`${await box.textContent()} can be changed`)
}
const on = async (box) => {
  await box.waitFor()
  if (await box.isDisabled()) throw new Error(`${await box.textContent()} cannot be changed`)
}

const open = async (who, url) => {
  await who.goto(url)
  await who.getByRole('heading', { level: 1 }).first().waitFor()
}

await story(async (step, page, where) => {
  const { browser, agent: colleague } = where
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  context.setDefaultTimeout(patienceMs)
  const other = await context.newPage()
  const isGone = async () => {
    await open(other, project)
    await other.getByText('There is no such project, or it is not for you').waitFor()
    await open(other, `${where.url}/tasks`)
    await other.getByText(secret).waitFor({ state: 'detached' })
  }
  const role = (who) => who.getByRole('dialog').getByRole('combobox', { name: `Role of ${colleague.name}` })
  let project = ''
  let theirs
  await step('a project is made, and everybody sees it and what is in it', async () => {
    await signIn(page, where)
    await signIn(other, { ...where, ...colleague })
    await page.getByRole('link', { name: 'Projects', exact: true }).click()
    await page.getByRole('button', { name: 'New project' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill(plan)
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { name: plan, level: 1 }).waitFor()
    project = page.url()
    await make(page, secret, { kind: 'KIND_TASK', projectId: new URL(project).pathname.split('/').at(-1) })
    await open(other, project)
    await other.getByRole('list', { name: 'Items' }).getByText(secret).waitFor()
  })
  await step('it is made private by the keyboard, and says so', async () => {
    await press(page.getByRole('button', { name: 'Share', exact: true }), 'Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Nobody yet').waitFor()
    await accessible(page)
    await press(dialog.getByRole('switch', { name: 'Private' }), ' ')
    await page.getByText(`${plan} is private now`).waitFor()
    await dialog.getByText('Only those below, and administrators').waitFor()
    await accessible(page)
    await page.keyboard.press('Escape')
    await lock(page).waitFor()
  })
  await step('a colleague sees neither it nor what is in it', isGone)
  await step('it is shared with them, who see all of it', async () => {
    await press(page.getByRole('button', { name: 'Share', exact: true }), 'Enter')
    const dialog = page.getByRole('dialog')
    await press(dialog.getByRole('button', { name: 'Add a user or team' }), 'Enter')
    const box = page.getByRole('combobox', { name: 'Add a user or team' })
    await box.fill(colleague.name)
    await page.getByRole('option', { name: colleague.name }).first().waitFor()
    await box.press('Enter')
    await role(page).waitFor()
    await accessible(page)
    await open(other, project)
    await other.getByRole('list', { name: 'Items' }).getByText(secret).waitFor()
    await lock(other).waitFor()
  })
  await step('as a member they change what is theirs, and read why they do not change the rest', async () => {
    const projectId = new URL(project).pathname.split('/').at(-1)
    const me = await page.evaluate(async () => (await fetch('/v1/me')).json())
    const others = await make(page, `Ask the bank ${run}`, { kind: 'KIND_TASK', projectId, assigneeIds: [me.id] })
    theirs = await make(page, `Call the buyer ${run}`, { kind: 'KIND_TASK', projectId, assigneeIds: [colleague.id] })
    await open(other, `${where.url}/tasks/${others.number}`)
    await other.getByRole('note').getByText('As a member of its project').waitFor()
    await off(status(other))
    await off(other.getByRole('textbox', { name: 'Title' }))
    await accessible(other)
    await open(other, `${where.url}/tasks/${theirs.number}`)
    await on(status(other))
    await open(other, project)
    await on(other.getByRole('button', { name: 'New item' }))
    await other.getByRole('button', { name: 'New folder', disabled: true }).waitFor()
    await press(other.getByRole('button', { name: 'Project actions' }), 'Enter')
    await other.getByRole('menuitem', { name: 'Change…', disabled: true }).waitFor()
    await accessible(other)
  })
  await step('restricted, they see what is theirs, and change nothing of it', async () => {
    await Promise.all([page.waitForResponse((answer) => answer.ok() && answer.url().endsWith('/ShareProject')), press(role(page), 'ArrowDown')])
    await open(other, project)
    await other.getByRole('list', { name: 'Items' }).getByText(theirs.title).waitFor()
    await other.getByText(secret).waitFor({ state: 'detached' })
    await accessible(other)
    await open(other, `${where.url}/tasks/${theirs.number}`)
    await other.getByRole('note').getByText('As a restricted member of its project').waitFor()
    await off(status(other))
    await accessible(other)
    if (process.env.E2E_SHOTS) await other.screenshot({ path: `${process.env.E2E_SHOTS}/restricted.png` })
  })
  await step('a share is taken back at once', async () => {
    await press(page.getByRole('dialog').getByRole('button', { name: `Do not share with ${colleague.name}` }), 'Enter')
    await page.getByRole('dialog').getByText('Nobody yet').waitFor()
    await isGone()
  })
  await step('a customer follows it', async () => {
    const dialog = page.getByRole('dialog')
    await press(dialog.getByRole('button', { name: 'Add a customer or organization' }), 'Enter')
    const box = page.getByRole('combobox', { name: 'Add a customer or organization' })
    await page.getByRole('option').first().waitFor()
    await box.press('Enter')
    await dialog.getByRole('button', { name: /^Do not share with/ }).waitFor()
    await accessible(page)
  })
  await step('all of it is there on a phone and in the dark', async () => {
    await page.setViewportSize({ width: 390, height: 800 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await accessible(page)
    if (process.env.E2E_SHOTS) await page.screenshot({ path: `${process.env.E2E_SHOTS}/sharing.png` })
    await page.keyboard.press('Escape')
    await lock(page).waitFor()
    await accessible(page)
    if (process.env.E2E_SHOTS) await page.screenshot({ path: `${process.env.E2E_SHOTS}/private.png` })
  })
})
