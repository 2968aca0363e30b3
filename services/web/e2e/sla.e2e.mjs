// What is promised, in which hours, and why a deadline is when it is.
import { createServer } from 'node:http'
import { accessible, openTicket, signIn, story } from './story.mjs'

const run = Date.now().toString(36)
const title = `The door is stuck ${run}`
const file = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//story//EN',
  'BEGIN:VEVENT',
  'UID:1@story',
  'DTSTART;VALUE=DATE:20101225',
  'RRULE:FREQ=YEARLY',
  'SUMMARY:Christmas',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n')

const feed = createServer((_, answer) => answer.setHeader('Content-Type', 'text/calendar').end(file.replaceAll('1225', '1031').replace('Christmas', 'Reformation Day')))
await new Promise((begun) => feed.listen(0, '127.0.0.1', begun))
const feedUrl = `http://127.0.0.1:${feed.address().port}/holidays.ics`

await story(async (step, page, where) => {
  const dialog = page.getByRole('dialog')

  await step('an administrator adds hours of work of their own', async () => {
    await signIn(page, where)
    await page.getByRole('link', { name: 'Administration' }).click()
    await page.getByRole('tab', { name: 'Business hours' }).click()
    await page.getByRole('button', { name: 'New calendar' }).click()
    await dialog.getByLabel('Name').fill('Weekend')
    await dialog.getByRole('button', { name: 'Add hours on Saturday' }).click()
    await dialog.getByLabel('Saturday to').fill('14:00')
    await dialog.getByRole('button', { name: 'Add hours on Saturday' }).click()
    await accessible(page)
    await dialog.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('list', { name: 'Business hours' }).getByText('Monday to Saturday').waitFor()
  })
  await step('holidays come from a calendar file, and are shown before they are added', async () => {
    await page.getByRole('button', { name: /^Weekend/ }).click()
    await dialog.getByLabel('From a file…').setInputFiles({ name: 'holidays.ics', mimeType: 'text/calendar', buffer: Buffer.from(file) })
    const found = page.getByRole('dialog', { name: '4 new holidays' })
    await found.getByText('Christmas').first().waitFor()
    await accessible(page)
    await found.getByRole('button', { name: 'Add them' }).click()
    await dialog.getByRole('list', { name: 'Holidays' }).getByText('Christmas').first().waitFor()
  })
  await step('one more is written by hand, and Enter adds it', async () => {
    await dialog.getByLabel('Date').fill('2027-01-02')
    await dialog.getByLabel('What it is').fill('Stocktaking')
    await page.keyboard.press('Enter')
    await dialog.getByRole('list', { name: 'Holidays' }).getByText('Stocktaking').waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('list', { name: 'Business hours' }).getByText('5 holidays').waitFor()
  })
  await step('a feed of holidays that is within the own network is not fetched, and the calendar says why', async () => {
    await page.getByRole('button', { name: /^Weekend/ }).click()
    await dialog.getByLabel('Address of a feed').fill('webcal://10.0.0.1/holidays.ics')
    await page.keyboard.press('Enter')
    const feeds = dialog.getByRole('list', { name: 'Holiday feeds' })
    await feeds.getByText('https://10.0.0.1/holidays.ics').waitFor()
    await feeds.getByText('a private address').waitFor()
    await accessible(page)
    await feeds.getByRole('button', { name: 'End the subscription of https://10.0.0.1/holidays.ics' }).click()
    await page.getByRole('dialog', { name: 'End the subscription' }).getByRole('button', { name: 'Remove' }).click()
    await feeds.waitFor({ state: 'detached' })
  })
  await step('one on the web is fetched, and its days are holidays', async () => {
    await dialog.getByLabel('Address of a feed').fill(feedUrl)
    await dialog.getByRole('button', { name: 'Subscribe' }).click()
    await dialog.getByRole('list', { name: 'Holiday feeds' }).getByText('4 days').waitFor()
    await dialog.getByRole('list', { name: 'Holidays' }).getByText('Reformation Day').first().waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('list', { name: 'Business hours' }).getByText('9 holidays').waitFor()
  })
  await step('a policy promises by the stars, and a cell that is no time is pointed at', async () => {
    await page.getByRole('tab', { name: 'SLA' }).click()
    await page.getByRole('button', { name: 'New policy' }).click()
    await dialog.getByLabel('Name').fill('Gold')
    await dialog.getByLabel('Runs in').selectOption({ label: 'Day and night, every day' })
    await dialog.getByLabel('Resolution, no stars').fill('soon')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await dialog.getByText('“soon” is no time').waitFor()
    await dialog.getByLabel('Resolution, no stars').fill('6h')
    await dialog.getByLabel('First response, no stars').fill('90m')
    await accessible(page)
    await dialog.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('list', { name: 'SLA' }).getByText('First response 1h 30m · Resolution 6h · Day and night, every day').waitFor()
  })
  const item = page.getByRole('article', { name: title })
  await step('an agent gives a ticket the policy and sees why it is due when it is', async () => {
    await openTicket(page, where, { from: `dora@sla-${run}.example`, title, text: 'It does not open' })
    // A rule that ships gives it one first.
    await item.getByRole('button', { name: 'SLA policy: Sample SLA' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Gold' }).or(page.getByRole('menuitem', { name: 'Gold' })).click()
    await item.getByRole('button', { name: 'SLA policy: Gold' }).waitFor()
    await item.getByRole('button', { name: 'Why?' }).click()
    const why = page.getByRole('dialog', { name: 'Why these deadlines' })
    await why.getByText('Gold, no stars').waitFor()
    await why.getByRole('region', { name: 'Resolution' }).getByText('of 6h 00m used').waitFor()
    await why.getByRole('region', { name: 'Resolution' }).getByRole('list', { name: 'Counted' }).waitFor()
    await accessible(page)
    await page.keyboard.press('Escape')
  })
  await step('the layout by service level has each policy, and in it how each promise stands', async () => {
    await page.getByRole('link', { name: 'Tickets', exact: true }).click()
    await page.getByRole('link', { name: 'Service level' }).click()
    const all = page.getByRole('region', { name: 'Tickets' })
    await all.getByRole('heading', { name: /^Gold/, level: 3 }).waitFor()
    const row = all.getByRole('listitem').filter({ hasText: title })
    // Of first response and resolution; nobody waits for the next one yet.
    await row.getByRole('img', { name: 'due', exact: true }).nth(1).waitFor()
    await page.getByText('Changed, not saved').waitFor({ state: 'detached' })
    await accessible(page)
    const filter = page.getByRole('combobox', { name: 'Filter' })
    await filter.fill('breached:*')
    await filter.press('Enter')
    await row.waitFor({ state: 'detached' })
    await filter.fill('NOT breached:*')
    await filter.press('Enter')
    await row.getByRole('link').first().click()
    await item.waitFor()
  })
  await step('a policy that changes changes the deadlines of what is open', async () => {
    const ticket = page.url()
    await page.getByRole('link', { name: 'Administration' }).click()
    await page.getByRole('tab', { name: 'SLA' }).click()
    await page.getByRole('button', { name: /^Gold/ }).click()
    await dialog.getByLabel('Resolution, no stars').fill('7h')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved. The clocks').waitFor()
    await page.goto(ticket)
    await item.getByRole('button', { name: 'Why?' }).click()
    const why = page.getByRole('dialog', { name: 'Why these deadlines' })
    await why.getByRole('region', { name: 'Resolution' }).getByText('of 7h 00m used').waitFor()
  })
})
feed.close()
