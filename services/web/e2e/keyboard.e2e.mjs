// Every screen by keyboard alone: the skip link, the way of Tab, where the keyboard is seen, and that it comes away again.
import { sendMany, signIn, story } from './bulk.mjs'
import { walk, where as at } from './keyboard.mjs'
import { screens } from './screens.mjs'

const plain = screens.filter(({ act, name }) => (!act && name !== 'not-found') || name.startsWith('administration-') || ['tickets-board', 'tickets-calendar', 'tickets-selection', 'ticket', 'ticket-life', 'mailbox-new'].includes(name))

await story(async (step, page, where) => {
  await step('there is something to walk over', async () => {
    await signIn(page, where)
    await sendMany(where, ['One', 'Two', 'Three'], 'keys')
    await page.goto(`${where.url}/tickets`)
    for (const title of ['One', 'Two', 'Three']) await page.getByText(title).first().waitFor()
  })
  await step('the first stop skips the bar at the left', async () => {
    await page.goto(`${where.url}/tickets`)
    await page.getByRole('list', { name: 'Tickets' }).waitFor()
    await page.keyboard.press('Tab')
    if (!(await at(page))?.what.includes('Skip')) throw new Error(`the first stop is ${(await at(page))?.what}`)
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.id === 'main')
  })
  for (const { name, path, act } of plain.filter((one) => !/-new$|-macro$/.test(one.name))) {
    await step(`Tab walks over ${name}`, async () => {
      await page.goto(`${where.url}${path}`)
      await page.locator('main :is(h1, h2, h3, [role=heading]):visible').first().waitFor()
      await act?.(page, 1440)
      await page.waitForLoadState('networkidle').catch(() => undefined)
      await walk(page)
    })
  }
})
