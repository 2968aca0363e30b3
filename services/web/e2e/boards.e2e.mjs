// The items of a view in groups that fold, on a board, and on a phone.
import { make } from './make.mjs'
import { accessible, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const tyre = `Flat tyre ${run}`
const lamp = `Broken lamp ${run}`

await story(async (step, page, where) => {
  const views = page.getByRole('navigation', { name: 'Views of tickets' })
  const open = views.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'All open', exact: true }) })
  const list = page.getByRole('list', { name: 'Tickets' })

  await step('tickets are grouped by what they have', async () => {
    await signIn(page, where)
    await make(page, tyre, { priority: 5 })
    await make(page, lamp, { priority: 4 })
    await page.getByRole('link', { name: 'Tickets', exact: true }).click()
    await list.getByText(tyre).waitFor()
    await page.getByRole('button', { name: 'Group by' }).click()
    await page.getByLabel('Level 1').selectOption({ label: 'Priority' })
    await page.getByLabel('Level 2').selectOption({ label: 'Assignee' })
    await page.keyboard.press('Escape')
    await list.first().getByText(tyre).waitFor()
    await accessible(page)
  })
  await step('a group folds, and what differs from the view is undone', async () => {
    await page.getByRole('button', { name: /^5 stars/ }).click()
    await list.getByText(tyre).waitFor({ state: 'detached' })
    await list.getByText(lamp).waitFor()
    await page.getByRole('button', { name: 'Undo changes' }).click()
    await list.getByText(tyre).waitFor()
  })
  await step('on a board, what is dragged to a column gets its status', async () => {
    await page.getByRole('button', { name: 'Board', exact: true }).click()
    const column = (of) => page.getByRole('list', { name: of, exact: true })
    await column('Open').getByText(tyre).waitFor()
    await accessible(page)
    const card = column('Open').getByRole('listitem').filter({ hasText: tyre })
    await card.dragTo(page.getByRole('region', { name: 'Pending agent' }))
    await column('Pending agent').getByText(tyre).waitFor()
    await column('Open').getByText(tyre).waitFor({ state: 'detached' })
  })
  await step('without a mouse it is moved by its menu, and leaves a view of open ones when it is resolved', async () => {
    const pending = page.getByRole('list', { name: 'Pending agent', exact: true })
    const before = Number.parseInt(await open.getByText(/^\d+ items?$/).textContent(), 10)
    await page.getByRole('button', { name: `Move ${tyre} to…` }).click()
    await page.getByRole('menu').getByText('Resolved').click()
    await pending.getByText(tyre).waitFor({ state: 'detached' })
    await open.getByText(new RegExp(`^${before - 1} items?$`)).waitFor()
    await page.getByRole('button', { name: 'Undo changes' }).click()
  })
  await step('on a phone the views are behind a button', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: /^Views: / }).click()
    await page.getByRole('dialog', { name: 'Views' }).getByRole('link', { name: 'Recently finished' }).click()
    await page.getByRole('heading', { name: 'Recently finished' }).waitFor()
    await list.getByText(tyre).waitFor()
    await accessible(page)
  })
})
