// Groups, organizations and projects in the messenger: linked to a ticket, left, written to; and what is shown of customers.
import { accessible, openTicket, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const wish = `Bring my parcels ${run}`

const row = (of, text) => of.getByRole('list', { name: 'Conversations' }).getByRole('listitem').filter({ hasText: text })
const place = (of) => of.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Messenger/ })
const section = (of, name) => of.getByRole('navigation', { name: 'Messenger' }).getByRole('link', { name })
const write = async (of, text) => {
  await of.locator('form').getByRole('textbox').last().fill(text)
  await of.keyboard.press('Control+Enter')
}
const choose = async (of, name) => {
  await of.getByRole('button', { name: 'Conversation actions' }).click()
  await of.getByRole('menuitem', { name }).click()
}

await story(async (step, page, where) => {
  await step('a conversation is linked to a ticket that is there', async () => {
    await signIn(page, where)
    await openTicket(page, where, { from: `nora@groups-${run}.example`, title: wish, text: 'They are late.' })
    await place(page).click()
    await page.getByRole('button', { name: 'New conversation' }).first().click()
    const people = page.getByRole('dialog').getByRole('listbox').getByRole('option')
    await people.nth(0).click()
    await people.nth(1).click()
    await page.getByLabel('Title (optional)').fill(`Trucks ${run}`)
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByRole('heading', { name: `Trucks ${run}` }).waitFor()
    await write(page, `Which truck has them, run ${run}?`)
    await choose(page, 'Link to a ticket or task…')
    await page.getByRole('combobox', { name: 'Find an item by its title, or write its number' }).fill(wish)
    await page.getByRole('option', { name: new RegExp(wish) }).click()
    await page.getByRole('link', { name: new RegExp(`Ticket #\\d+ ${wish}`) }).waitFor()
    await page.getByText(/^Linked to #\d+$/).waitFor()
    await accessible(page)
  })
  await step('who is removed takes part no longer, and who leaves neither', async () => {
    const trucks = page.getByRole('article', { name: `Trucks ${run}` })
    await trucks.getByRole('button', { name: 'Who takes part: 3 people' }).click()
    const removal = page.getByRole('button', { name: /^Remove / }).first()
    await removal.focus()
    await page.keyboard.press('Enter')
    await page.getByText(/takes part no longer$/).waitFor()
    await page.keyboard.press('Escape')
    await trucks.getByRole('button', { name: 'Who takes part: 2 people' }).waitFor()
    await choose(page, 'Leave')
    await page.getByText('You take part no longer').waitFor()
    await trucks.waitFor({ state: 'detached' })
    await row(page, `Trucks ${run}`).waitFor({ state: 'detached' })
  })
  await step('a conversation is begun with a whole organization, and one about a project', async () => {
    for (const [kind, readers] of [['An organization', 'Customers read this'], ['A project', 'Only your team reads this']]) {
      await page.getByRole('button', { name: 'New conversation' }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: kind, exact: true }).click()
      await dialog.getByRole('listbox').getByRole('option').first().click()
      await dialog.getByLabel('Title (optional)').fill(`${kind} ${run}`)
      await accessible(page)
      await dialog.getByRole('button', { name: 'Begin' }).click()
      const begun = page.getByRole('article').filter({ hasText: `${kind} ${run}` }).first()
      await begun.getByText(readers).waitFor()
      await write(page, `To all of you, ${kind}, run ${run}.`)
      await begun.getByText(`To all of you, ${kind}, run ${run}.`).first().waitFor()
      await accessible(page)
      await section(page, /^Mine/).click()
      await row(page, `${kind} ${run}`).waitFor()
    }
  })
  await step('settings narrow what is shown from customers', async () => {
    await section(page, /^From customers/).click()
    await row(page, wish).waitFor()
    await page.getByRole('button', { name: 'Messenger settings' }).click()
    await accessible(page)
    await page.getByRole('menuitemcheckbox', { name: 'In projects I follow' }).click()
    await page.getByText('Shown: in projects I follow').waitFor()
    await page.getByRole('button', { name: 'Messenger settings' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'All of them' }).click()
    await page.getByText('Shown: in projects I follow').waitFor({ state: 'detached' })
    await row(page, wish).waitFor()
  })
})
