// The search: what was written anywhere is found with the words marked, whatever the order, also where one types a letter wrong.
import { make } from './make.mjs'
import { accessible, patienceMs, signIn, story } from './story.mjs'

const run = Date.now().toString(36).replace(/\d/g, (digit) => 'abcdefghij'[digit])
const word = `zeppelin${run}`

/** The same word with two of its letters exchanged. */
const wrong = word.replace('pp', 'p').replace('lin', 'iln').replace('zep', 'zepp')

await story(async (step, page, where) => {
  const box = page.getByRole('searchbox', { name: 'Search items, people and conversations' })
  const results = page.getByRole('list', { name: 'Results' })
  const hit = (title) => results.getByRole('link').filter({ hasText: title })
  const tab = (name) => page.getByRole('tab', { name, exact: true })
  const chip = (group, name) => page.getByRole('group', { name: group }).getByRole('button', { name, exact: true })

  await step('the palette finds an item by what its description says, and leads to all results', async () => {
    await signIn(page, where)
    await make(page, `Landing of the ${word}`, { priority: 2 })
    await make(page, `Lunch ${run}`, { description: `Long ago somebody saw a ${word} over the lake, and nobody else did.` })
    await make(page, `Moor the ${word}`, { kind: 'KIND_TASK' })
    await page.getByRole('button', { name: /^Search/ }).click()
    const palette = page.getByRole('dialog', { name: 'Command palette' })
    await palette.getByRole('combobox').fill(word)
    await found(palette.getByRole('option', { name: new RegExp(`Lunch ${run}.*saw a ${word}`) }), palette.getByRole('combobox'), word)
    await accessible(page)
    await palette.getByRole('option', { name: `All results for ${word}` }).click()
    await page.getByRole('heading', { name: 'Search' }).waitFor()
  })
  await step('each result shows where the words are, marked', async () => {
    await hit(`Landing of the ${word}`).locator('mark', { hasText: word }).waitFor()
    await hit(`Lunch ${run}`).getByText('Description').waitFor()
    await hit(`Lunch ${run}`).locator('mark', { hasText: word }).waitFor()
    await accessible(page)
  })
  await step('chips narrow it and turn its order, and the address keeps them', async () => {
    await chip('Kind', 'Tasks').click()
    await hit(`Lunch ${run}`).waitFor({ state: 'detached' })
    await hit(`Moor the ${word}`).waitFor()
    await page.reload()
    await hit(`Moor the ${word}`).waitFor()
    await chip('Kind', 'All').click()
    await chip('Order', 'Newest').click()
    await results.getByRole('listitem').first().getByText(`Moor the ${word}`).waitFor()
    await results.getByRole('listitem').nth(1).getByText(`Lunch ${run}`).waitFor()
    await results.getByRole('listitem').nth(2).getByText(`Landing of the ${word}`).waitFor()
    await chip('Order', 'Best match').click()
  })
  await step('a word that is typed wrong finds what was meant, and there is a way back', async () => {
    await box.fill(wrong)
    await page.getByRole('status').getByText(`Showing results for ${word}`).waitFor()
    await hit(`Landing of the`).waitFor()
    await accessible(page)
    await page.getByRole('link', { name: `Search for ${wrong} instead` }).click()
    await page.getByText('Nothing found').waitFor()
    await accessible(page)
  })
  await step('the keyboard goes from the box through the results and opens one', async () => {
    await box.fill(word)
    await hit(`Lunch ${run}`).waitFor()
    await box.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/(tickets|tasks)\/\d+/)
    await page.goBack()
    await results.waitFor()
  })
  await step('people are found by the beginning of a name, an address or its domain', async () => {
    const { email } = where.customer
    await box.fill(email.split('@')[1])
    await tab('People').click()
    await page.getByRole('list', { name: 'Customers' }).getByText(email).first().waitFor()
    await accessible(page)
    await tab('Conversations').click()
    await tab('Items').click()
  })
  await step('it fits a telephone, and the dark', async () => {
    await page.setViewportSize({ width: 390, height: 800 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await box.fill(word)
    await hit(`Lunch ${run}`).waitFor()
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    if (wide) throw new Error('the page is wider than the screen')
    await accessible(page)
  })
})

/** Waits until something is found that was written a moment ago: where it is not, the words are typed again after a while in which an answer can come. */
async function found(option, input, words) {
  const roundMs = patienceMs / 6
  for (const until = Date.now() + 2 * patienceMs; ; ) {
    await input.fill('')
    await input.fill(words)
    if (await option.waitFor({ timeout: roundMs }).then(() => true, () => false)) return
    if (Date.now() > until) throw new Error(`${words} is not found`)
  }
}
